-- Two-phase money: reserve before, settle or release after, each in one round trip. Why and how: docs/decisions/0009.
--
-- Every function below first locks the user's row. So one user's counters never change between a decision and what is
-- written by it, and two calls cannot wait for each other. Amounts are JSON by metric: {"requests": 1, "spend": 1200}.

ALTER TABLE "usage_counters" ADD CONSTRAINT "usage_counters_pending_check" CHECK (pending >= 0);

-- An id as core's newId makes it: 48 bits of milliseconds, then random bits, in Crockford's base 32.
CREATE FUNCTION usage_entry_id(p_at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT 'use_' || string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', digit + 1, 1), '' ORDER BY place)
  FROM (
    SELECT place, ((floor(extract(epoch FROM p_at) * 1000)::bigint >> (45 - 5 * place)) & 31)::int AS digit
    FROM generate_series(0, 9) AS place
    UNION ALL
    SELECT 10 + place, get_byte(random.bytes, place) & 31
    FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) AS random, generate_series(0, 15) AS place
  ) AS digits
$$;

-- First day of the window that holds `p_at`, in UTC.
CREATE FUNCTION usage_window_start(p_window text, p_at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT date_trunc(p_window, p_at AT TIME ZONE 'UTC')::date
$$;

-- Adds to the counters of the windows that hold `p_at`. `p_pending` must not be negative.
CREATE FUNCTION usage_count(p_user_id text, p_at timestamptz, p_posted jsonb, p_pending jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO usage_counters AS counter (user_id, metric, "window", window_start, posted, pending)
  SELECT p_user_id, metric, win, usage_window_start(win, p_at), posted, pending
  FROM (
    SELECT metric, coalesce((p_posted ->> metric)::bigint, 0) AS posted, coalesce((p_pending ->> metric)::bigint, 0) AS pending
    FROM jsonb_object_keys(p_posted || p_pending) AS metric
  ) AS amounts, unnest(ARRAY['day', 'month']) AS win
  WHERE posted <> 0 OR pending <> 0
  ON CONFLICT (user_id, metric, "window", window_start)
    DO UPDATE SET posted = counter.posted + excluded.posted, pending = counter.pending + excluded.pending
$$;

-- Takes a hold's reserved amounts back from the counters of the windows that it was made in.
CREATE FUNCTION usage_uncount(p_hold usage_holds) RETURNS void LANGUAGE sql VOLATILE AS $$
  UPDATE usage_counters AS counter SET pending = counter.pending - amount.value::bigint
  FROM jsonb_each_text(p_hold.amounts) AS amount
  WHERE counter.user_id = p_hold.user_id AND counter.metric = amount.key
    AND counter.window_start = usage_window_start(counter."window", p_hold.created_at) AND amount.value::bigint <> 0
$$;

-- Appends to the ledger, under the id that the entry brings or else a new one; false when the source has been entered before.
CREATE FUNCTION usage_enter(p_user_id text, p_at timestamptz, p_action usage_action, p_source text, p_cost bigint, p_entry jsonb)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO usage_entries (id, user_id, action, source, cost_micro_usd, created_at, kind, job_id, call_id, timeline_id,
                             provider, model, quantity, tokens_in, tokens_out, tokens_cached)
  VALUES (coalesce(p_entry ->> 'id', usage_entry_id(p_at)), p_user_id, p_action, p_source, p_cost, p_at, p_entry ->> 'kind', p_entry ->> 'jobId',
          p_entry ->> 'callId', p_entry ->> 'timelineId', p_entry ->> 'provider', p_entry ->> 'model',
          coalesce((p_entry ->> 'quantity')::bigint, 0), coalesce((p_entry ->> 'tokensIn')::int, 0),
          coalesce((p_entry ->> 'tokensOut')::int, 0), coalesce((p_entry ->> 'tokensCached')::int, 0))
  ON CONFLICT (source) DO NOTHING;
  RETURN FOUND;
END $$;

-- Frees an open hold: counters, state and the ledger's line, which repeats what the reservation said of itself.
CREATE FUNCTION usage_free(p_hold usage_holds, p_at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE usage_holds SET state = 'released', ended_at = p_at WHERE id = p_hold.id;
  PERFORM usage_uncount(p_hold);
  PERFORM usage_enter(p_hold.user_id, p_at, 'release', p_hold.id || ':release',
                      coalesce((p_hold.amounts ->> 'spend')::bigint, 0),
                      jsonb_build_object('kind', entry.kind, 'jobId', entry.job_id, 'callId', entry.call_id,
                                         'timelineId', entry.timeline_id, 'provider', entry.provider, 'model', entry.model))
  FROM usage_entries AS entry WHERE entry.source = p_hold.id || ':reserve';
END $$;

-- Frees what the user's cut-off work has left reserved; how many holds that were.
CREATE FUNCTION usage_free_expired(p_user_id text, p_at timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hold usage_holds;
  freed integer := 0;
BEGIN
  FOR hold IN
    SELECT * FROM usage_holds WHERE user_id = p_user_id AND state = 'open' AND expires_at <= p_at ORDER BY id
  LOOP
    PERFORM usage_free(hold, p_at);
    freed := freed + 1;
  END LOOP;
  RETURN freed;
END $$;

-- What could be granted now, by the limits of a plan: {"requests": {"day": 200, "month": null}, …}; null is unlimited.
-- A metric among `p_minimums` is flexible: it is granted what is left of it, when that is the minimum at least; `cut` then
-- is the limit that allows no more. A refusal names the longest window that refuses.
CREATE FUNCTION usage_decide(p_user_id text, p_at timestamptz, p_amounts jsonb, p_minimums jsonb, p_limits jsonb)
RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  counter record;
  wanted bigint;
  share bigint;
  room bigint;
  told jsonb;
  cut jsonb;
  granted jsonb := p_amounts;
BEGIN
  -- One look at all of the counters; a statement of its own, so that it sees what was written before the user was locked.
  FOR counter IN
    SELECT amount.key AS metric, win, amount.value::bigint AS wanted, (p_limits -> amount.key ->> win)::bigint AS cap,
           coalesce(c.posted, 0) AS posted, coalesce(c.pending, 0) AS pending
    FROM jsonb_each_text(p_amounts) AS amount CROSS JOIN unnest(ARRAY['month', 'day']) AS win
    LEFT JOIN usage_counters AS c
      ON c.user_id = p_user_id AND c.metric = amount.key AND c."window" = win AND c.window_start = usage_window_start(win, p_at)
    ORDER BY amount.key, win DESC
  LOOP
    wanted := counter.wanted;
    IF wanted < 0 THEN RAISE EXCEPTION 'a reservation of % % is negative', wanted, counter.metric; END IF;
    -- What costs nothing is never refused.
    CONTINUE WHEN wanted = 0 OR counter.cap IS NULL;
    room := counter.cap - counter.posted - counter.pending;
    share := (granted ->> counter.metric)::bigint;
    CONTINUE WHEN room >= share;
    told := jsonb_build_object('metric', counter.metric, 'window', counter.win, 'limit', counter.cap,
                               'used', counter.posted, 'reserved', counter.pending);
    IF room < greatest(1, least(wanted, coalesce((p_minimums ->> counter.metric)::bigint, wanted))) THEN
      RETURN told || jsonb_build_object('outcome', 'refused');
    END IF;
    cut := told;
    granted := granted || jsonb_build_object(counter.metric, room);
  END LOOP;
  RETURN jsonb_build_object('outcome', 'granted', 'amounts', granted, 'cut', cut);
END $$;

-- Reserves all of `p_amounts` or nothing, within the limits of the user's plan, which is looked up in `p_plans` (a plan
-- that it does not know has the limits of `free`). The same hold id again answers what it was granted then.
-- Without `p_durable` the answer does not wait for the disk: every process sees the reservation at once, and only a
-- crash of Postgres itself can lose it, for work that settles all the same. Not for a reservation whose job must stay.
CREATE FUNCTION usage_reserve(p_hold_id text, p_user_id text, p_at timestamptz, p_expires_at timestamptz, p_amounts jsonb,
                              p_minimums jsonb, p_plans jsonb, p_entry jsonb, p_durable boolean)
RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  limits jsonb;
  earlier jsonb;
  decision jsonb;
BEGIN
  IF NOT p_durable THEN PERFORM set_config('synchronous_commit', 'off', true); END IF;
  SELECT coalesce(p_plans -> plan, p_plans -> 'free') INTO limits FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN jsonb_build_object('outcome', 'no_user'); END IF;

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
    FROM hold, jsonb_each_text(hold.amounts) AS amount, unnest(ARRAY['day', 'month']) AS win
    WHERE amount.value::bigint <> 0
    ON CONFLICT (user_id, metric, "window", window_start) DO UPDATE SET pending = counter.pending + excluded.pending
  )
  INSERT INTO usage_entries (id, user_id, action, source, cost_micro_usd, created_at, kind, job_id, call_id, timeline_id,
                             provider, model, quantity)
  SELECT coalesce(p_entry ->> 'id', usage_entry_id(p_at)), p_user_id, 'reserve', p_hold_id || ':reserve',
         coalesce((hold.amounts ->> 'spend')::bigint, 0), p_at, p_entry ->> 'kind', p_entry ->> 'jobId',
         p_entry ->> 'callId', p_entry ->> 'timelineId', p_entry ->> 'provider', p_entry ->> 'model', 0
  FROM hold;
  IF NOT FOUND THEN RETURN usage_reserved(p_hold_id, p_user_id); END IF;
  RETURN decision || jsonb_build_object('state', 'open');
END $$;

-- What a hold was granted when it was made; null when the user has none of that id.
CREATE FUNCTION usage_reserved(p_hold_id text, p_user_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('outcome', 'granted', 'amounts', amounts, 'state', state, 'cut', NULL)
  FROM usage_holds WHERE id = p_hold_id AND user_id = p_user_id
$$;

-- The hold, with its user locked; null when there is none.
CREATE FUNCTION usage_lock_hold(p_hold_id text) RETURNS usage_holds LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hold usage_holds;
BEGIN
  PERFORM 1 FROM users WHERE id = (SELECT user_id FROM usage_holds WHERE id = p_hold_id) FOR NO KEY UPDATE;
  SELECT * INTO hold FROM usage_holds WHERE id = p_hold_id;
  RETURN hold;
END $$;

-- Ends a hold with what was used in fact: `settled`; `late` when it had been released or lost before (the money is
-- posted all the same); `repeated`, with nothing changed, when it was settled already; `unknown` when the user is gone.
-- Posted to the windows that the hold was made in; those of now, when it was lost.
CREATE FUNCTION usage_settle(p_hold_id text, p_user_id text, p_at timestamptz, p_actual jsonb, p_entry jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hold usage_holds;
BEGIN
  PERFORM 1 FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  IF NOT usage_enter(p_user_id, p_at, 'settle', p_hold_id || ':settle', coalesce((p_actual ->> 'spend')::bigint, 0), p_entry)
  THEN RETURN 'repeated'; END IF;
  SELECT * INTO hold FROM usage_holds WHERE id = p_hold_id AND user_id = p_user_id;
  IF hold.state = 'open' THEN PERFORM usage_uncount(hold); END IF;
  UPDATE usage_holds SET state = 'settled', ended_at = p_at WHERE id = hold.id;
  PERFORM usage_count(p_user_id, coalesce(hold.created_at, p_at), p_actual, '{}');
  RETURN CASE hold.state WHEN 'open' THEN 'settled' ELSE 'late' END;
END $$;

-- Ends a hold with nothing used: `released`; `repeated`, with nothing changed, when it has ended already; `unknown`.
CREATE FUNCTION usage_release(p_hold_id text, p_at timestamptz) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hold usage_holds := usage_lock_hold(p_hold_id);
BEGIN
  IF hold.id IS NULL THEN RETURN 'unknown'; END IF;
  IF hold.state <> 'open' THEN RETURN 'repeated'; END IF;
  PERFORM usage_free(hold, p_at);
  RETURN 'released';
END $$;

-- Posts what was used without a reservation, or a correction; false, with nothing changed, when its source was entered before.
CREATE FUNCTION usage_post(p_user_id text, p_at timestamptz, p_action usage_action, p_source text, p_amounts jsonb, p_entry jsonb)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM 1 FROM users WHERE id = p_user_id FOR NO KEY UPDATE;
  IF NOT usage_enter(p_user_id, p_at, p_action, p_source, coalesce((p_amounts ->> 'spend')::bigint, 0), p_entry) THEN
    RETURN false;
  END IF;
  PERFORM usage_count(p_user_id, p_at, p_amounts, '{}');
  RETURN true;
END $$;
