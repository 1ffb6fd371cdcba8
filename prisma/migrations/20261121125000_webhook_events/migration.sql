-- What users' endpoints are told of is written down in the transaction in which it happens: docs/decisions/0016.
--
-- Each trigger fires on the rare change that matters (its WHEN), and then asks once, by index, whether the user has an
-- endpoint that wants to hear of it. Who has none pays for that look and for nothing else.

-- An id as core's newId makes it: 48 bits of milliseconds, then random bits, in Crockford's base 32.
CREATE FUNCTION event_id(p_at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT 'evt_' || string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', digit + 1, 1), '' ORDER BY place)
  FROM (
    SELECT place, ((floor(extract(epoch FROM p_at) * 1000)::bigint >> (45 - 5 * place)) & 31)::int AS digit
    FROM generate_series(0, 9) AS place
    UNION ALL
    SELECT 10 + place, get_byte(random.bytes, place) & 31
    FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) AS random, generate_series(0, 15) AS place
  ) AS digits
$$;

CREATE INDEX "webhook_endpoints_enabled" ON "webhook_endpoints" ("user_id") WHERE "disabled_at" IS NULL;

-- What is due, for whoever looks for deliveries whose message was lost.
CREATE INDEX "webhook_deliveries_pending" ON "webhook_deliveries" ("next_attempt_at") WHERE "state" = 'pending';
CREATE INDEX "webhook_deliveries_completed" ON "webhook_deliveries" ("completed_at") WHERE "completed_at" IS NOT NULL;

-- Takes the event down when somebody wants to hear of it, and wakes whoever passes it on.
CREATE FUNCTION event_tell(p_user_id text, p_type text, p_payload jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM webhook_endpoints
    WHERE user_id = p_user_id AND disabled_at IS NULL AND event_types && ARRAY[p_type, '*']
  ) THEN RETURN; END IF;
  INSERT INTO events (id, user_id, type, payload, created_at) VALUES (event_id(p_at), p_user_id, p_type, p_payload, p_at);
  PERFORM pg_notify('cronicl_event', '');
END $$;

CREATE FUNCTION event_of_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM event_tell(NEW.user_id, 'job.' || NEW.status,
                     jsonb_build_object('id', NEW.id, 'status', NEW.status, 'errorCode', NEW.error_code,
                                        'errorMessage', NEW.error_message),
                     coalesce(NEW.completed_at, now()));
  RETURN NULL;
END $$;

CREATE TRIGGER job_event AFTER UPDATE OF status ON "jobs" FOR EACH ROW
  WHEN (NEW.status IN ('succeeded', 'failed', 'canceled') AND OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION event_of_job();

CREATE FUNCTION event_of_asset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM event_tell(NEW.user_id, 'asset.created', jsonb_build_object('id', NEW.id), NEW.updated_at);
  RETURN NULL;
END $$;

CREATE TRIGGER asset_event_insert AFTER INSERT ON "media_assets" FOR EACH ROW
  WHEN (NEW.status = 'ready') EXECUTE FUNCTION event_of_asset();
CREATE TRIGGER asset_event_update AFTER UPDATE OF status ON "media_assets" FOR EACH ROW
  WHEN (NEW.status = 'ready' AND OLD.status <> 'ready') EXECUTE FUNCTION event_of_asset();

CREATE FUNCTION event_of_warning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM event_tell(NEW.user_id, 'usage.threshold',
                     jsonb_build_object('metric', NEW.metric, 'window', NEW."window", 'windowStart', NEW.window_start,
                                        'used', NEW.used, 'limit', NEW."limit"),
                     NEW.created_at);
  RETURN NULL;
END $$;

CREATE TRIGGER warning_event AFTER INSERT ON "usage_warnings" FOR EACH ROW EXECUTE FUNCTION event_of_warning();
