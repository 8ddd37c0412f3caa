-- The city as a whole; one row.
create table city (
    only_one  boolean primary key default true check (only_one),
    name_zh   text             not null,
    name_en   text             not null,
    zone      text             not null,
    longitude double precision not null,
    latitude  double precision not null
);

-- GeoJSON to draw the city's map with, by the name of its file.
create table map_layers (
    layer   text primary key,
    geojson text not null
);
