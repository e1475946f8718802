-- The host key of the SSH jump host, the same for all replicas and for good. One row, made by whoever starts first.
create table jump_host_key (
    only_one    boolean     primary key default true check (only_one),
    -- one OpenSSH line
    public_key  text        not null,
    -- the seed of the Ed25519 key, sealed
    sealed_seed text        not null,
    created_at  timestamptz not null
);

-- Whose key is this: asked at each login by SSH, and every few seconds while it is open.
create index ssh_key_id on ssh_key (id);
