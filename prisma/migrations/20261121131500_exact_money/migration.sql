-- Exact money for jobs: limits with an admin's overrides, windows by metric, caps of API keys, warnings, limits in flight,
-- storage, and the turns that users take. Everything that counts locks the user's row first, as before (docs/decisions/0009);
-- work that also holds a job's row has locked that one before.

-- Every line tells what it adds to which metric, so that the counters can be added up from the ledger.
ALTER TABLE "usage_entries" ADD COLUMN "amounts" JSONB NOT NULL DEFAULT '{}';
UPDATE usage_entries SET amounts = jsonb_build_object('spend', cost_micro_usd);
UPDATE usage_entries AS entry SET amounts = entry.amounts || jsonb_build_object('requests', hold.amounts -> 'requests')
FROM usage_holds AS hold
WHERE entry.source IN (hold.id || ':reserve', hold.id || ':settle', hold.id || ':release') AND hold.amounts ? 'requests';

-- An id as core's newId makes it: a prefix, 48 bits of milliseconds, then random bits, in Crockford's base 32.
CREATE FUNCTION house_id(p_prefix text, p_at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT p_prefix || '_' || substr(usage_entry_id(p_at), 5)
$$;

-- The windows that a metric is counted in. `spend:<id>` is what one API key has spent.
CREATE FUNCTION usage_windows(p_metric text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_metric = 'storageBytes' THEN ARRAY['total']
              WHEN p_metric ^@ 'spend:' THEN ARRAY['month']
              ELSE ARRAY['day', 'month'] END
$$;

-- First day of the window that holds `p_at`, in UTC.
CREATE OR REPLACE FUNCTION usage_window_start(p_window text, p_at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE p_window WHEN 'total' THEN DATE '1970-01-01' ELSE date_trunc(p_window, p_at AT TIME ZONE 'UTC')::date END
$$;

-- Adds to the counters of the windows that hold `p_at`. `p_pending` must not be negative.
CREATE OR REPLACE FUNCTION usage_count(p_user_id text, p_at timestamptz, p_posted jsonb, p_pending jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO usage_counters AS counter (user_id, metric, "window", window_start, posted, pending)
  SELECT p_user_id, metric, win, usage_window_start(win, p_at), posted, pending
  FROM (
    SELECT metric, coalesce((p_posted ->> metric)::bigint, 0) AS posted, coalesce((p_pending ->> metric)::bigint, 0) AS pending
    FROM jsonb_object_keys(p_posted || p_pending) AS metric
  ) AS amounts, unnest(usage_windows(metric)) AS win
  WHERE posted <> 0 OR pending <> 0
  ON CONFLICT (user_id, metric, "window", window_start)
    DO UPDATE SET posted = counter.posted + excluded.posted, pending = counter.pending + excluded.pending
$$;

DROP FUNCTION usage_enter(text, timestamptz, usage_action, text, bigint, jsonb);

-- Appends to the ledger, under the id that the entry brings or else a new one; false when the source has been entered before.
CREATE FUNCTION usage_enter(p_user_id text, p_at timestamptz, p_action usage_action, p_source text, p_amounts jsonb, p_entry jsonb)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO usage_entries (id, user_id, action, source, cost_micro_usd, amounts, created_at, kind, job_id, call_id, timeline_id,
                             api_key_id, provider, model, quantity, tokens_in, tokens_out, tokens_cached)
  VALUES (coalesce(p_entry ->> 'id', usage_entry_id(p_at)), p_user_id, p_action, p_source,
          coalesce((p_amounts ->> 'spend')::bigint, 0), p_amounts, p_at, p_entry ->> 'kind', p_entry ->> 'jobId',
          p_entry ->> 'callId', p_entry ->> 'timelineId', p_entry ->> 'apiKeyId', p_entry ->> 'provider', p_entry ->> 'model',
          coalesce((p_entry ->> 'quantity')::bigint, 0), coalesce((p_entry ->> 'tokensIn')::int, 0),
          coalesce((p_entry ->> 'tokensOut')::int, 0), coalesce((p_entry ->> 'tokensCached')::int, 0))
  ON CONFLICT (source) DO NOTHING;
  RETURN FOUND;
END $$;

-- Frees an open hold: counters, state and the ledger's line, which repeats what the reservation said of itself. A hold that
-- was opened again is released again, under the time of its opening.
CREATE OR REPLACE FUNCTION usage_free(p_hold usage_holds, p_at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  entry jsonb;
BEGIN
  UPDATE usage_holds SET state = 'released', ended_at = p_at WHERE id = p_hold.id;
  PERFORM usage_uncount(p_hold);
  SELECT jsonb_build_object('kind', e.kind, 'jobId', e.job_id, 'callId', e.call_id, 'timelineId', e.timeline_id,
                            'apiKeyId', e.api_key_id, 'provider', e.provider, 'model', e.model)
  INTO entry FROM usage_entries AS e WHERE e.source = p_hold.id || ':reserve';
  IF NOT FOUND OR usage_enter(p_hold.user_id, p_at, 'release', p_hold.id || ':release', p_hold.amounts, entry) THEN RETURN; END IF;
  PERFORM usage_enter(p_hold.user_id, p_at, 'release', p_hold.id || ':release:' || usage_opened(p_hold.created_at), p_hold.amounts, entry);
END $$;

-- What tells the openings of one hold apart.
CREATE FUNCTION usage_opened(p_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT (extract(epoch FROM p_at) * 1000)::bigint::text
$$;

-- What could be granted now, by the limits of a plan: {"requests": {"day": 200, "month": null}, …}; null is unlimited. What an
-- admin has set for the user stands in its place. A metric among `p_minimums` is flexible: it is granted what is left of it,
-- when that is the minimum at least; `cut` then is the limit that allows no more. A refusal names the longest window that
-- refuses. A key's spending (`spend:<id>`, after `spend`) is the user's too: both are granted the same.
CREATE OR REPLACE FUNCTION usage_decide(p_user_id text, p_at timestamptz, p_amounts jsonb, p_minimums jsonb, p_limits jsonb)
RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  counter record;
  share bigint;
  room bigint;
  told jsonb;
  cut jsonb;
  granted jsonb := p_amounts;
BEGIN
  -- One look at all of the counters; a statement of its own, so that it sees what was written before the user was locked.
  FOR counter IN
    SELECT amount.key AS metric, amount.key ^@ 'spend:' AS of_key, win, amount.value::bigint AS wanted,
           CASE WHEN o.user_id IS NULL THEN (p_limits -> amount.key ->> win)::bigint ELSE o."limit" END AS cap,
           coalesce(c.posted, 0) AS posted, coalesce(c.pending, 0) AS pending
    FROM jsonb_each_text(p_amounts) AS amount CROSS JOIN LATERAL unnest(usage_windows(amount.key)) AS win
    LEFT JOIN usage_counters AS c
      ON c.user_id = p_user_id AND c.metric = amount.key AND c."window" = win AND c.window_start = usage_window_start(win, p_at)
    LEFT JOIN usage_overrides AS o ON o.user_id = p_user_id AND o.metric = amount.key AND o."window" = win
    ORDER BY amount.key ^@ 'spend:', amount.key, win DESC
  LOOP
    IF counter.wanted < 0 THEN RAISE EXCEPTION 'a reservation of % % is negative', counter.wanted, counter.metric; END IF;
    -- What costs nothing is never refused.
    CONTINUE WHEN counter.wanted = 0;
    share := (granted ->> CASE WHEN counter.of_key THEN 'spend' ELSE counter.metric END)::bigint;
    IF counter.cap IS NOT NULL THEN
      room := counter.cap - counter.posted - counter.pending;
      IF room < share THEN
        told := jsonb_build_object('metric', counter.metric, 'window', counter.win, 'limit', counter.cap,
                                   'used', counter.posted, 'reserved', counter.pending);
        IF room < greatest(1, least(counter.wanted, coalesce((p_minimums ->> counter.metric)::bigint, counter.wanted))) THEN
          RETURN told || jsonb_build_object('outcome', 'refused');
        END IF;
        cut := told;
        share := room;
        granted := granted || jsonb_build_object(counter.metric, share);
      END IF;
    END IF;
    IF counter.of_key THEN
      granted := granted || jsonb_build_object(counter.metric, share, 'spend', share);
    END IF;
  END LOOP;
  RETURN jsonb_build_object('outcome', 'granted', 'amounts', granted, 'cut', cut);
END $$;

DROP FUNCTION usage_reserve(text, text, timestamptz, timestamptz, jsonb, jsonb, jsonb, jsonb, boolean);

-- Reserves all of `p_amounts` or nothing, within the limits of the user's plan, which is looked up in `p_plans` (a plan
-- that it does not know has the limits of `free`), and within `p_more_limits`, of the key that asks. The same hold id again
-- answers what it was granted then.
-- Without `p_durable` the answer does not wait for the disk: every process sees the reservation at once, and only a
-- crash of Postgres itself can lose it, for work that settles all the same. Not for a reservation whose job must stay.
CREATE FUNCTION usage_reserve(p_hold_id text, p_user_id text, p_at timestamptz, p_expires_at timestamptz, p_amounts jsonb,
                              p_minimums jsonb, p_plans jsonb, p_entry jsonb, p_durable boolean, p_more_limits jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  limits jsonb;
  earlier jsonb;
  decision jsonb;
BEGIN
  IF NOT p_durable THEN PERFORM set_config('synchronous_commit', 'off', true); END IF;
  SELECT coalesce(p_plans -> plan, p_plans -> 'free') INTO limits FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'no_user'); END IF;
  IF p_more_limits IS NOT NULL THEN limits := limits || p_more_limits; END IF;

  decision := usage_decide(p_user_id, p_at, p_amounts, p_minimums, limits);
  -- Refused, or cut: it may have been reserved already, or else whatever nobody will end any more makes room.
  IF decision -> 'amounts' IS DISTINCT FROM p_amounts THEN
    earlier := usage_reserved(p_hold_id, p_user_id);
    IF earlier IS NOT NULL THEN RETURN earlier; END IF;
    IF usage_free_expired(p_user_id, p_at) > 0 THEN
      decision := usage_decide(p_user_id, p_at, p_amounts, p_minimums, limits);
    END IF;
  END IF;
  IF decision ->> 'outcome' <> 'granted' THEN RETURN decision; END IF;

  -- One statement, since a caller waits for it: the hold, its counters as `usage_count` does them, and the ledger's line.
  WITH hold AS (
    INSERT INTO usage_holds (id, user_id, amounts, created_at, expires_at)
    VALUES (p_hold_id, p_user_id, decision -> 'amounts', p_at, p_expires_at) ON CONFLICT (id) DO NOTHING
    RETURNING amounts
  ), counted AS (
    INSERT INTO usage_counters AS counter (user_id, metric, "window", window_start, pending)
    SELECT p_user_id, amount.key, win, usage_window_start(win, p_at), amount.value::bigint
    FROM hold, jsonb_each_text(hold.amounts) AS amount, unnest(usage_windows(amount.key)) AS win
    WHERE amount.value::bigint <> 0
    ON CONFLICT (user_id, metric, "window", window_start) DO UPDATE SET pending = counter.pending + excluded.pending
  )
  INSERT INTO usage_entries (id, user_id, action, source, cost_micro_usd, amounts, created_at, kind, job_id, call_id, timeline_id,
                             api_key_id, provider, model, quantity)
  SELECT coalesce(p_entry ->> 'id', usage_entry_id(p_at)), p_user_id, 'reserve', p_hold_id || ':reserve',
         coalesce((hold.amounts ->> 'spend')::bigint, 0), hold.amounts, p_at, p_entry ->> 'kind', p_entry ->> 'jobId',
         p_entry ->> 'callId', p_entry ->> 'timelineId', p_entry ->> 'apiKeyId', p_entry ->> 'provider', p_entry ->> 'model', 0
  FROM hold;
  IF NOT FOUND THEN RETURN usage_reserved(p_hold_id, p_user_id); END IF;
  RETURN decision || jsonb_build_object('state', 'open');
END $$;

-- Null when one more job of the kind may be in flight, beside `p_job_id` itself; else what stands in its way. The user stays
-- locked, so what was counted is true until the caller's transaction ends.
CREATE FUNCTION usage_in_flight(p_user_id text, p_kind text, p_job_id text, p_plans jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  cap bigint;
  overridden boolean;
  in_flight bigint;
BEGIN
  SELECT (coalesce(p_plans -> plan, p_plans -> 'free') -> 'inFlight' ->> p_kind)::bigint INTO cap
  FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  SELECT true, "limit" INTO overridden, in_flight FROM usage_overrides
  WHERE user_id = p_user_id AND metric = 'inFlight' AND "window" = p_kind;
  IF overridden THEN cap := in_flight; END IF;
  IF cap IS NULL THEN RETURN NULL; END IF;
  SELECT count(*) INTO in_flight FROM jobs
  WHERE user_id = p_user_id AND kind = p_kind AND status IN ('queued', 'running') AND id <> p_job_id;
  IF in_flight < cap THEN RETURN NULL; END IF;
  RETURN jsonb_build_object('outcome', 'in_flight', 'kind', p_kind, 'limit', cap, 'inFlight', in_flight);
END $$;

-- Books what was used in one statement, since somebody may wait for it: the ledger's line, what it posts, what leaves the
-- reservations (`p_held`), and a warning where the posted amount has reached four fifths of a limit, once for each window.
-- False, with nothing changed, when the source was entered before. Counts in the windows that hold `p_in`.
CREATE FUNCTION usage_book(p_user_id text, p_at timestamptz, p_in timestamptz, p_action usage_action, p_source text,
                           p_actual jsonb, p_held jsonb, p_entry jsonb, p_limits jsonb)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  entries integer;
BEGIN
  WITH entered AS (
    INSERT INTO usage_entries (id, user_id, action, source, cost_micro_usd, amounts, created_at, kind, job_id, call_id,
                               timeline_id, api_key_id, provider, model, quantity, tokens_in, tokens_out, tokens_cached)
    VALUES (coalesce(p_entry ->> 'id', usage_entry_id(p_at)), p_user_id, p_action, p_source,
            coalesce((p_actual ->> 'spend')::bigint, 0), p_actual, p_at, p_entry ->> 'kind', p_entry ->> 'jobId',
            p_entry ->> 'callId', p_entry ->> 'timelineId', p_entry ->> 'apiKeyId', p_entry ->> 'provider', p_entry ->> 'model',
            coalesce((p_entry ->> 'quantity')::bigint, 0), coalesce((p_entry ->> 'tokensIn')::int, 0),
            coalesce((p_entry ->> 'tokensOut')::int, 0), coalesce((p_entry ->> 'tokensCached')::int, 0))
    ON CONFLICT (source) DO NOTHING
    RETURNING user_id
  ), counted AS (
    INSERT INTO usage_counters AS counter (user_id, metric, "window", window_start, posted)
    SELECT entered.user_id, metric, win, usage_window_start(win, p_in), coalesce((p_actual ->> metric)::bigint, 0)
    FROM entered, jsonb_object_keys(p_actual || p_held) AS metric, unnest(usage_windows(metric)) AS win
    ON CONFLICT (user_id, metric, "window", window_start)
      DO UPDATE SET posted = counter.posted + excluded.posted,
                    pending = counter.pending - coalesce((p_held ->> counter.metric)::bigint, 0)
    RETURNING metric, "window", window_start, posted
  ), limited AS (
    SELECT counted.*, CASE WHEN o.user_id IS NULL THEN (p_limits -> counted.metric ->> counted."window")::bigint ELSE o."limit" END AS cap
    FROM counted LEFT JOIN usage_overrides AS o
      ON o.user_id = p_user_id AND o.metric = counted.metric AND o."window" = counted."window"
  ), warned AS (
    INSERT INTO usage_warnings (user_id, metric, "window", window_start, used, "limit", created_at)
    SELECT p_user_id, metric, "window", window_start, posted, cap, p_at FROM limited WHERE cap > 0 AND posted * 5 >= cap * 4
    ON CONFLICT DO NOTHING
  )
  SELECT count(*) INTO entries FROM entered;
  RETURN entries = 1;
END $$;

DROP FUNCTION usage_settle(text, text, timestamptz, jsonb, jsonb);

-- Ends a hold with what was used in fact: `settled`; `late` when it had been released or lost before (the money is
-- posted all the same); `repeated`, with nothing changed, when it was settled already; `unknown` when the user is gone.
-- Posted to the windows that the hold was made in; those of now, when it was lost. What a key reserved, a key has spent.
CREATE FUNCTION usage_settle(p_hold_id text, p_user_id text, p_at timestamptz, p_actual jsonb, p_entry jsonb,
                             p_plans jsonb DEFAULT '{}')
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  limits jsonb;
  hold usage_holds;
  api_key text := p_entry ->> 'apiKeyId';
  actual jsonb := p_actual;
BEGIN
  SELECT coalesce(p_plans -> plan, p_plans -> 'free') INTO limits FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  SELECT * INTO hold FROM usage_holds WHERE id = p_hold_id AND user_id = p_user_id;
  IF hold.amounts::text LIKE '%"spend:%' THEN
    SELECT substr(metric, 7) INTO api_key FROM jsonb_object_keys(hold.amounts) AS metric WHERE metric ^@ 'spend:';
  END IF;
  IF api_key IS NOT NULL THEN
    actual := actual || jsonb_build_object('spend:' || api_key, coalesce(actual -> 'spend', '0'));
  END IF;
  IF NOT usage_book(p_user_id, p_at, coalesce(hold.created_at, p_at), 'settle', p_hold_id || ':settle', actual,
                    CASE WHEN hold.state = 'open' THEN hold.amounts ELSE '{}' END,
                    CASE WHEN api_key IS NULL THEN p_entry ELSE p_entry || jsonb_build_object('apiKeyId', api_key) END, limits)
  THEN RETURN 'repeated'; END IF;
  UPDATE usage_holds SET state = 'settled', ended_at = p_at WHERE id = hold.id;
  RETURN CASE hold.state WHEN 'open' THEN 'settled' ELSE 'late' END;
END $$;

DROP FUNCTION usage_post(text, timestamptz, usage_action, text, jsonb, jsonb);

-- Posts what was used without a reservation, or a correction; false, with nothing changed, when its source was entered before.
CREATE FUNCTION usage_post(p_user_id text, p_at timestamptz, p_action usage_action, p_source text, p_amounts jsonb, p_entry jsonb,
                           p_plans jsonb DEFAULT '{}')
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  limits jsonb;
BEGIN
  SELECT coalesce(p_plans -> plan, p_plans -> 'free') INTO limits FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  RETURN usage_book(p_user_id, p_at, p_at, p_action, p_source, p_amounts, '{}', p_entry, limits);
END $$;

-- Opens a released hold again with the amounts that it had, if the limits of now allow it: for a job that is given a fresh
-- start. `granted`, also when it is open; `unknown` when there is none; `settled` when it was; or the refusal, with nothing changed.
CREATE FUNCTION usage_reopen(p_hold_id text, p_at timestamptz, p_expires_at timestamptz, p_plans jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hold usage_holds := usage_lock_hold(p_hold_id);
  limits jsonb;
  decision jsonb;
BEGIN
  IF hold.id IS NULL THEN RETURN jsonb_build_object('outcome', 'unknown'); END IF;
  IF hold.state <> 'released' THEN
    RETURN jsonb_build_object('outcome', CASE hold.state WHEN 'open' THEN 'granted' ELSE 'settled' END);
  END IF;
  SELECT coalesce(p_plans -> plan, p_plans -> 'free') INTO limits FROM users WHERE id = hold.user_id;
  PERFORM usage_free_expired(hold.user_id, p_at);
  decision := usage_decide(hold.user_id, p_at, hold.amounts, '{}', limits);
  IF decision ->> 'outcome' <> 'granted' THEN RETURN decision; END IF;
  UPDATE usage_holds SET state = 'open', created_at = p_at, expires_at = p_expires_at, ended_at = NULL WHERE id = hold.id;
  PERFORM usage_count(hold.user_id, p_at, '{}', hold.amounts);
  PERFORM usage_enter(hold.user_id, p_at, 'reserve', hold.id || ':reserve:' || usage_opened(p_at), hold.amounts,
                      jsonb_build_object('kind', e.kind, 'jobId', e.job_id, 'callId', e.call_id, 'timelineId', e.timeline_id,
                                         'apiKeyId', e.api_key_id, 'provider', e.provider, 'model', e.model))
  FROM usage_entries AS e WHERE e.source = hold.id || ':reserve';
  RETURN jsonb_build_object('outcome', 'granted');
END $$;

-- What is in a library counts where it is written, whoever writes it: an asset's original, from when it is ready until it is
-- removed. The user is locked before the asset's own keys are, in the order that money has.
CREATE FUNCTION media_assets_lock_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM users WHERE id = coalesce(NEW.user_id, OLD.user_id) FOR NO KEY UPDATE;
  RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION media_assets_count_storage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := 0;
  after bigint := 0;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.status = 'ready' THEN before := OLD.size_bytes; END IF;
  IF TG_OP <> 'DELETE' AND NEW.status = 'ready' THEN after := NEW.size_bytes; END IF;
  -- A user who is being deleted takes their counters along.
  IF before <> after AND EXISTS (SELECT 1 FROM users WHERE id = coalesce(NEW.user_id, OLD.user_id)) THEN
    PERFORM usage_count(coalesce(NEW.user_id, OLD.user_id), now(), jsonb_build_object('storageBytes', after - before), '{}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER media_assets_lock_user BEFORE INSERT OR DELETE OR UPDATE OF status, size_bytes, checksum ON media_assets
  FOR EACH ROW EXECUTE FUNCTION media_assets_lock_user();
CREATE TRIGGER media_assets_count_storage AFTER INSERT OR DELETE OR UPDATE OF status, size_bytes ON media_assets
  FOR EACH ROW EXECUTE FUNCTION media_assets_count_storage();

INSERT INTO usage_counters (user_id, metric, "window", window_start, posted)
SELECT user_id, 'storageBytes', 'total', usage_window_start('total', now()), sum(size_bytes)
FROM media_assets WHERE status = 'ready' GROUP BY user_id;

-- Null when `p_bytes` more would fit beside what is stored and what is reserved; else the refusal. In a transaction it stays
-- true until that ends. With 0, after the asset was written: whether it fits, and a warning at four fifths of the limit.
CREATE FUNCTION usage_storage(p_user_id text, p_at timestamptz, p_bytes bigint, p_plans jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  cap bigint;
  counter usage_counters;
BEGIN
  SELECT (coalesce(p_plans -> plan, p_plans -> 'free') -> 'storageBytes' ->> 'total')::bigint INTO cap
  FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  SELECT "limit" INTO cap FROM usage_overrides WHERE user_id = p_user_id AND metric = 'storageBytes' AND "window" = 'total'
  UNION ALL SELECT cap LIMIT 1;
  IF cap IS NULL THEN RETURN NULL; END IF;
  SELECT * INTO counter FROM usage_counters
  WHERE user_id = p_user_id AND metric = 'storageBytes' AND "window" = 'total' AND window_start = usage_window_start('total', p_at);
  IF coalesce(counter.posted + counter.pending, 0) + p_bytes > cap THEN
    RETURN jsonb_build_object('outcome', 'refused', 'metric', 'storageBytes', 'window', 'total', 'limit', cap,
                              'used', coalesce(counter.posted, 0), 'reserved', coalesce(counter.pending, 0));
  END IF;
  IF p_bytes = 0 AND cap > 0 AND counter.posted * 5 >= cap * 4 THEN
    INSERT INTO usage_warnings (user_id, metric, "window", window_start, used, "limit", created_at)
    VALUES (p_user_id, 'storageBytes', 'total', counter.window_start, counter.posted, cap, p_at) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

-- The place of a user's next job of a kind in the round (start-time fair queueing): after the user's own, and not before
-- what is being served now, so that whoever comes late neither waits for those who came in masses nor overtakes for what
-- they did not use. Jobs that wait to be tried again have had their turn. Locks the user: their jobs get places of their own.
CREATE FUNCTION job_turn(p_user_id text, p_kind text) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  served integer;
  own integer;
BEGIN
  PERFORM 1 FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  SELECT greatest(
    (SELECT turn FROM jobs WHERE kind = p_kind AND status = 'queued' AND attempts = 0 ORDER BY turn LIMIT 1),
    (SELECT turn FROM jobs WHERE kind = p_kind AND status = 'running' ORDER BY turn DESC LIMIT 1)
  ) INTO served;
  IF served IS NULL THEN
    SELECT turn INTO served FROM jobs WHERE kind = p_kind AND status = 'queued' ORDER BY turn DESC LIMIT 1;
  END IF;
  SELECT greatest(
    (SELECT turn FROM jobs WHERE user_id = p_user_id AND kind = p_kind AND status = 'queued' AND attempts = 0 ORDER BY turn DESC LIMIT 1),
    (SELECT turn FROM jobs WHERE user_id = p_user_id AND kind = p_kind AND status = 'running' ORDER BY turn DESC LIMIT 1)
  ) INTO own;
  RETURN greatest(coalesce(served, 0), coalesce(own + 1, 0));
END $$;
