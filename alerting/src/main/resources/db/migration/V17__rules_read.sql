-- Version of the rules in the city's directory when it was last read: only another one replaces what was applied since.
alter table city add column rules_read text;
