create table told (seq bigint generated always as identity primary key, spark_id text not null, message_id text not null, type text not null);
