-- The watchdog's readings that became warnings; kept for a day.
create table canaries (
    id        text primary key,
    -- Of the reading, by the run's clock.
    at        timestamptz not null,
    stored_at timestamptz not null,
    sms_due   boolean     not null,
    -- When a provider took its SMS.
    sent_at   timestamptz,
    provider  text
);

create index canaries_by_time on canaries (stored_at desc, id);
