-- What still holds near a new warning is looked up, however much holds elsewhere.
create index warnings_raised_by_point on warnings (point) where state = 'RAISED';
create index warnings_raised_by_asset on warnings (asset) where state = 'RAISED';
