-- The newest known numbers of the inputs of a rule over several quantities; null: none were told.
alter table warnings
    add column input_names  text[],
    add column input_values double precision[];
