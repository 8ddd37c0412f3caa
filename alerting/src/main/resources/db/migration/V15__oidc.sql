-- Issuer and subject of somebody who logs in at the OpenID Connect provider.
alter table users add oidc_subject text unique;
