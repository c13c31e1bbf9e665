-- breaking: no
ALTER TABLE api_key DROP CONSTRAINT api_key_role_check;
ALTER TABLE api_key ADD CONSTRAINT api_key_role_check CHECK (role IN ('viewer', 'solver', 'operator', 'admin'));

-- down
-- Who could do more becomes who can do less, never the other way round.
UPDATE api_key SET role = 'solver' WHERE role = 'operator';
ALTER TABLE api_key DROP CONSTRAINT api_key_role_check;
ALTER TABLE api_key ADD CONSTRAINT api_key_role_check CHECK (role IN ('viewer', 'solver', 'admin'));
