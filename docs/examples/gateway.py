#!/usr/bin/env python3
"""A gateway that loses nothing, over MQTT 3.1.1, with paho-mqtt and nothing else.

Reads readings from standard input, one JSON object a line, such as
{"point": "GAS-MH-01-CH4", "time": 1795248000000, "value": 3.2}, keeps each on disk, and publishes it
until Lifeline acknowledges that Kafka holds it. At the end of the input it waits for the last
acknowledgement and ends. Stop or kill it at any time: started again on the same spool, it goes on.
"""

import argparse
import json
import random
import socket
import sqlite3
import sys
import threading
import time
import uuid

import paho.mqtt.client as mqtt

WINDOW = 200  # messages under way without an acknowledgement
SPOOL_MAX = 100_000  # messages kept; beyond it the input waits
RESEND_AFTER = 5.0  # seconds without an acknowledgement; doubles up to RESEND_MAX
RESEND_MAX = 20.0  # after that without an acknowledgement a new connection is made
ANSWER_WITHIN = 20.0  # seconds for a connection until the acknowledgements are subscribed


class Spool:
    """Messages by number, on disk until they are acknowledged.

    AUTOINCREMENT: a number is never given to a second message, also after the first is deleted.
    """

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS boot (id TEXT NOT NULL)")
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS message"
            " (seq INTEGER PRIMARY KEY AUTOINCREMENT, readings TEXT NOT NULL)"
        )
        row = self.db.execute("SELECT id FROM boot").fetchone()
        self.boot = row[0] if row else uuid.uuid4().hex
        if row is None:
            self.db.execute("INSERT INTO boot VALUES (?)", (self.boot,))

    def append(self, readings):
        self.db.execute("INSERT INTO message (readings) VALUES (?)", (json.dumps(readings),))

    def release(self, seq):
        self.db.execute("DELETE FROM message WHERE seq <= ?", (seq,))

    def count(self):
        return self.db.execute("SELECT count(*) FROM message").fetchone()[0]

    def oldest(self):
        return self.db.execute("SELECT min(seq) FROM message").fetchone()[0]

    def payload(self, seq):
        """The message of a number, the same whenever it is sent; None if there is none."""
        row = self.db.execute("SELECT readings FROM message WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            return None
        return json.dumps({"boot": self.boot, "seq": seq, "readings": json.loads(row[0])})


class Gateway:
    def __init__(self, arguments, spool):
        self.arguments = arguments
        self.spool = spool
        self.topic = f"{arguments.prefix}/{arguments.gateway}/readings"
        self.ack_topic = f"{arguments.prefix}/{arguments.gateway}/ack"
        # All below, and the spool, belong to whoever holds this.
        self.changed = threading.Condition()
        self.input_ended = False
        self.acknowledged = 0  # times that something was
        self.listening = False
        self.lost = ""
        self.next = 1
        self.alone = True
        self.progress_at = 0.0
        self.resend_after = RESEND_AFTER

    # The input, on a thread of its own.

    def read_input(self):
        for line in sys.stdin:
            if not line.strip():
                continue
            reading = json.loads(line)
            with self.changed:
                while self.spool.count() >= SPOOL_MAX:
                    self.changed.wait()
                self.spool.append([reading])
                self.changed.notify_all()
        with self.changed:
            self.input_ended = True
            self.changed.notify_all()

    # What paho-mqtt tells, on its thread.

    def on_connect(self, client, _userdata, _flags, code):
        if code != 0:
            self.on_disconnect(client, None, f"refused, code {code}")
        else:
            client.subscribe(self.ack_topic, 1)

    def on_subscribe(self, _client, _userdata, _id, granted):
        with self.changed:
            self.listening = granted[0] < 128
            self.lost = "" if self.listening else "the acknowledgements may not be subscribed"
            self.go_back()
            self.changed.notify_all()

    def on_message(self, _client, _userdata, message):
        try:
            ack = json.loads(message.payload)
            boot, seq = ack["boot"], int(ack["seq"])
        except (ValueError, KeyError, TypeError):
            return
        with self.changed:
            oldest = self.spool.oldest()
            if boot == self.spool.boot and oldest is not None and seq >= oldest:
                self.spool.release(seq)
                self.acknowledged += 1
                self.next = max(self.next, seq + 1)
                self.alone = False
                self.progress_at = time.monotonic()
                self.resend_after = RESEND_AFTER
                self.changed.notify_all()

    def on_disconnect(self, _client, _userdata, code):
        with self.changed:
            self.listening = False
            self.lost = f"the connection ended: {code}"
            self.changed.notify_all()

    # Publishing, on the main thread.

    def go_back(self):
        """To the oldest message that is kept, which goes alone until it is acknowledged."""
        oldest = self.spool.oldest()
        if oldest is not None:
            self.next = oldest
        self.alone = True
        self.progress_at = time.monotonic()

    def done(self):
        return self.input_ended and self.spool.count() == 0

    def take(self):
        """The next message to publish; None if there is none now."""
        oldest = self.spool.oldest()
        if not self.listening or oldest is None:
            self.progress_at = time.monotonic()
            return None
        if time.monotonic() - self.progress_at > self.resend_after:
            if self.resend_after == RESEND_MAX:
                # Perhaps the broker has forgotten who listens: a new connection subscribes anew.
                self.lost = "nothing is acknowledged"
                self.resend_after = RESEND_AFTER
                return None
            self.resend_after = min(2 * self.resend_after, RESEND_MAX)
            self.go_back()
        if self.next - oldest >= (1 if self.alone else WINDOW):
            return None
        payload = self.spool.payload(self.next)
        if payload is not None:
            self.next += 1
        return payload

    def serve(self):
        """One connection, from its start to its end."""
        client = self.new_client()
        self.lost = ""
        client.connect(self.arguments.host, self.arguments.port, keepalive=20)
        client.loop_start()
        deadline = time.monotonic() + ANSWER_WITHIN
        try:
            while True:
                with self.changed:
                    if self.listening:
                        deadline = time.monotonic() + ANSWER_WITHIN
                    elif time.monotonic() > deadline:
                        self.lost = "the broker does not answer"
                    if self.lost or self.done():
                        return
                    payload = self.take()
                    if payload is None:
                        self.changed.wait(0.2)
                        continue
                client.publish(self.topic, payload, qos=1, retain=False)
        finally:
            self.listening = False
            client.disconnect()
            client.loop_stop()

    def run(self):
        threading.Thread(target=self.read_input, daemon=True).start()
        pause = 0.2
        while True:
            try:
                acknowledged = self.acknowledged
                self.serve()
                if self.acknowledged > acknowledged:
                    pause = 0.2
                else:
                    pause = min(2 * pause, 30.0)
            except OSError as e:
                self.lost = str(e)
                pause = min(2 * pause, 30.0)
            with self.changed:
                if self.done():
                    return
            print(f"{self.lost}; trying again", file=sys.stderr, flush=True)
            # A city's gateways must not all come back at the same moment.
            time.sleep(pause * random.uniform(0.5, 1.5))

    def new_client(self):
        arguments = self.arguments
        if hasattr(mqtt, "CallbackAPIVersion"):  # paho-mqtt 2
            client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, arguments.gateway)
        else:
            client = mqtt.Client(arguments.gateway)
        if arguments.password_file:
            with open(arguments.password_file, encoding="utf-8") as file:
                client.username_pw_set(arguments.gateway, file.read().strip())
        if arguments.ca:
            client.tls_set(arguments.ca, arguments.certificate, arguments.key)
        client.max_inflight_messages_set(WINDOW)
        client.on_connect = self.on_connect
        client.on_subscribe = self.on_subscribe
        client.on_message = self.on_message
        client.on_disconnect = self.on_disconnect
        # Small packets at once, instead of after the last one's acknowledgement.
        client.on_socket_open = lambda _client, _userdata, sock: sock.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        return client


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--gateway", required=True, help="the gateway's id, and its account")
    parser.add_argument("--password-file")
    parser.add_argument("--ca", help="certificate of the authority, PEM: connects with TLS")
    parser.add_argument("--certificate", help="of the gateway, PEM, instead of a password")
    parser.add_argument("--key", help="of that certificate, PEM")
    parser.add_argument("--prefix", default="lifeline/v1")
    parser.add_argument("--spool", required=True, help="file that keeps the messages")
    arguments = parser.parse_args()
    Gateway(arguments, Spool(arguments.spool)).run()


if __name__ == "__main__":
    main()
