-- breaking: no
create table api_key (
  id            uuid primary key,
  tenant        text not null check (tenant ~ '^[A-Za-z0-9_-]{1,64}$'),
  name          text not null check (length(name) between 1 and 100),
  -- First characters of the secret, to find the row; not enough to come in.
  prefix        text not null unique,
  -- SHA-256 of the whole secret. The secret has 256 random bits, so a plain hash is enough.
  secret_sha256 bytea not null,
  role          text not null check (role in ('viewer', 'solver', 'admin')),
  created_at    timestamptz not null default now(),
  expires_at    timestamptz,
  last_used_at  timestamptz,
  revoked_at    timestamptz
);
create index api_key_tenant on api_key (tenant, created_at desc);

-- down
drop table api_key;
