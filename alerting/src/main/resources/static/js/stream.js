// Server-sent events over fetch. EventSource would hide what we must know: the heartbeat (to notice a dead
// connection that nobody closed) and the status of a refusal.

const SILENCE_MS = 40_000; // the server beats every 15 s
const DELAYS_MS = [500, 1000, 2000, 4000, 8000, 15_000];

/** Splits a stream of text into events; keeps what is incomplete for the next piece. */
export class EventParser {
  #rest = '';
  #event = { type: 'message', data: [], id: null };

  constructor(onEvent) {
    this.onEvent = onEvent;
  }

  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    lines.forEach((line) => this.#line(line));
  }

  #line(line) {
    if (line === '') {
      if (this.#event.data.length) {
        this.onEvent(this.#event.type, this.#event.data.join('\n'), this.#event.id);
      }
      this.#event = { type: 'message', data: [], id: null };
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      return;
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#event.type = value;
    } else if (field === 'data') {
      this.#event.data.push(value);
    } else if (field === 'id') {
      this.#event.id = value;
    }
  }
}

/**
 * A connection that comes back by itself and goes on after the last event that it saw.
 *
 * States: `connecting` (never had data) → `live` ⇄ `lost` (with `busy` if the server allows no more).
 */
export class Stream {
  #address = null;
  #abort = null;
  #lastId = null;
  #failures = 0;
  #retry = null;
  #watchdog = null;
  #lastBytes = 0;
  #wasLive = false;
  #isLost = false; // since it was live last

  /**
   * @param {{onEvent: (type: string, data: object) => void, onState: (state: string) => void,
   *     onBytes: (ms: number) => void, onResumed: () => void, onUnauthorized: () => void}} listener
   */
  constructor(listener) {
    this.listener = listener;
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hurry());
  }

  /** Connects to another address of the same stream. Events in between are asked for again by their id. */
  open(address) {
    if (address === this.#address) {
      return;
    }
    this.#address = address;
    this.#failures = 0;
    this.#connect();
  }

  close() {
    this.#address = null;
    this.#lastId = null;
    this.#wasLive = false;
    this.#isLost = false;
    this.#stop();
  }

  #stop() {
    clearTimeout(this.#retry);
    clearInterval(this.#watchdog);
    this.#retry = null;
    this.#abort?.abort();
    this.#abort = null;
  }

  #hurry() {
    if (this.#retry) {
      this.#connect();
    }
  }

  async #connect() {
    this.#stop();
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const headers = { Accept: 'text/event-stream' };
      if (this.#lastId !== null) {
        headers['Last-Event-ID'] = this.#lastId;
      }
      this.#watch(abort);
      const response = await fetch(this.#address, {
        headers,
        signal: abort.signal,
        credentials: 'same-origin',
        cache: 'no-store',
      });
      if (response.status === 401) {
        this.close();
        this.listener.onUnauthorized();
        return;
      }
      if (!response.ok || !response.body) {
        this.#lost(abort, response.status === 429 ? 'busy' : 'lost');
        return;
      }
      const resumed = this.#isLost && this.#wasLive;
      this.#failures = 0;
      this.#isLost = false;
      this.#wasLive = true;
      this.#heard();
      this.listener.onState('live');
      if (resumed) {
        this.listener.onResumed();
      }
      await this.#read(response.body, abort);
      this.#lost(abort, 'lost');
    } catch {
      this.#lost(abort, 'lost');
    }
  }

  async #read(body, abort) {
    const parser = new EventParser((type, data, id) => {
      if (abort.signal.aborted) {
        return;
      }
      if (id !== null) {
        this.#lastId = id;
      }
      let content;
      try {
        content = JSON.parse(data);
      } catch {
        return; // one broken event must not end the stream
      }
      this.listener.onEvent(type, content);
    });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      this.#heard();
      parser.push(value);
    }
  }

  #heard() {
    this.#lastBytes = Date.now();
    this.listener.onBytes(this.#lastBytes);
  }

  #watch(abort) {
    const started = Date.now();
    this.#watchdog = setInterval(() => {
      if (Date.now() - Math.max(started, this.#lastBytes) > SILENCE_MS) {
        this.#lost(abort, 'lost');
      }
    }, 5000);
  }

  #lost(abort, state) {
    if (this.#abort !== abort) {
      return; // an older connection, replaced on purpose
    }
    this.#stop();
    this.#isLost = true;
    this.listener.onState(this.#wasLive || state === 'busy' ? state : 'connecting');
    const base = DELAYS_MS[Math.min(this.#failures, DELAYS_MS.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#connect(), base * (0.75 + Math.random() * 0.5));
  }
}
