-- When a forecast value will reach its limits, minutes from the event that said so; null: it says nothing.
alter table warnings
    add column outlook_minutes         double precision,
    add column outlook_earliest        double precision,
    add column outlook_latest          double precision,
    add column outlook_minutes_to_red  double precision;
