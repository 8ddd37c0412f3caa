-- A message that a maintenance window keeps from its person, until the window is over.
alter table notifications drop constraint notifications_state_check;
alter table notifications add constraint notifications_state_check check (state in
    ('DUE', 'HELD', 'SENDING', 'SUBMITTED', 'DELIVERED', 'ANSWERED', 'DROPPED', 'FAILED'));

create index notifications_held on notifications (id) where state = 'HELD';
