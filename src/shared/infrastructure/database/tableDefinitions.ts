/**
 * What `LIKE` leaves out, or names as it likes: statements in the order in which they can be executed. Without indexes that are not valid: they
 * are being built, or their build was broken off.
 */
export const definitionsSql = (table: string): string => `
  WITH original AS (SELECT * FROM pg_class WHERE oid = '${table}'::regclass)
  SELECT definition AS name FROM (
    SELECT 1 AS step, pg_get_indexdef(indexrelid, 0, true) AS definition FROM pg_index, original
    WHERE indrelid = original.oid AND indisvalid
    UNION ALL
    SELECT 2, format('ALTER TABLE ${table} ADD CONSTRAINT %I %s', conname, CASE contype
      WHEN 'p' THEN format('PRIMARY KEY USING INDEX %I', conname)
      WHEN 'u' THEN format('UNIQUE USING INDEX %I', conname)
      ELSE pg_get_constraintdef(c.oid, true) END)
    FROM pg_constraint c, original WHERE conrelid = original.oid AND contype IN ('p', 'u', 'f')
    UNION ALL
    SELECT 3, format('ALTER TABLE ${table} SET (%s)', array_to_string(reloptions, ', ')) FROM original WHERE reloptions IS NOT NULL
    UNION ALL
    SELECT 4, format('GRANT %s ON ${table} TO %s%s', privilege_type,
      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(grantee)) END,
      CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM original, aclexplode(relacl) WHERE grantee <> relowner
  ) definitions ORDER BY step, definition`;

/** What `LIKE` copies: a line for each column and each check. */
export const likenessSql = (table: string): string => `
  SELECT concat_ws(' ', attnum, format('%I', attname), format_type(atttypid, atttypmod), attcollation::regcollation,
    CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid),
    format('identity=%s generated=%s storage=%s compression=%s', attidentity, attgenerated, attstorage, attcompression),
    col_description(attrelid, attnum)) AS name
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT concat_ws(' ', format('CHECK %I %s', conname, pg_get_constraintdef(oid, true)), obj_description(oid, 'pg_constraint')) FROM pg_constraint
  WHERE conrelid = '${table}'::regclass AND contype = 'c'`;

/**
 * What neither makes again, and what would go on pointing at a table of which another takes the place: a line for each. Whatever depends on the table, or
 * on the type of its rows, is that, but for what is known to be made again: so triggers, policies, rules, statistics, publications, views, foreign keys of
 * others, functions that return its rows, and the like. Not looked for, so lost without a word: security labels, the statistics targets of an index on
 * expressions, an access method that is not the default, and what was revoked from the owner.
 */
export const notCopiedSql = (table: string): string => `
  WITH original AS (SELECT * FROM pg_class WHERE oid = '${table}'::regclass), copied AS (
    SELECT 'pg_class'::regclass AS classid, indexrelid AS objid FROM pg_index, original WHERE indrelid = original.oid
    UNION ALL
    SELECT 'pg_constraint'::regclass, c.oid FROM pg_constraint c, original WHERE conrelid = original.oid AND contype <> 'x'
    UNION ALL
    SELECT 'pg_attrdef'::regclass, d.oid FROM pg_attrdef d, original WHERE adrelid = original.oid
  ), itself AS (
    SELECT 'pg_class'::regclass AS refclassid, oid AS refobjid FROM original
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid FROM pg_type t, original WHERE reltype IN (t.oid, t.typelem)
  )
  SELECT DISTINCT pg_describe_object(classid, objid, 0) AS name FROM pg_depend JOIN itself USING (refclassid, refobjid)
  WHERE deptype <> 'i' AND (classid, objid) NOT IN (SELECT * FROM copied)
  UNION ALL
  SELECT format('the comment on %s', pg_describe_object(classoid, objoid, 0)) FROM pg_description, original
  WHERE objsubid = 0 AND (classoid, objoid) IN (SELECT * FROM copied UNION ALL SELECT 'pg_class'::regclass, original.oid)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE classoid = 'pg_constraint'::regclass AND oid = objoid AND contype = 'c')
  UNION ALL
  SELECT format('the tablespace of %s', c.oid::regclass) FROM pg_class c, original WHERE c.reltablespace <> 0
    AND (c.oid = original.oid OR ('pg_class'::regclass, c.oid) IN (SELECT * FROM copied))
  UNION ALL
  SELECT format('%s of column %I', setting, attname) FROM original JOIN pg_attribute ON attrelid = original.oid CROSS JOIN LATERAL (VALUES
    ('grants', attacl IS NOT NULL), ('statistics target', coalesce(attstattarget, -1) <> -1), ('settings', attoptions IS NOT NULL)
  ) of_column(setting, is_set) WHERE is_set AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT setting FROM original CROSS JOIN LATERAL (VALUES
    ('row security', relrowsecurity OR relforcerowsecurity), ('replica identity', relreplident <> 'd'), ('being unlogged', relpersistence <> 'p'),
    ('its owner', pg_get_userbyid(relowner) <> current_user),
    ('settings of its TOAST table', EXISTS (SELECT FROM pg_class t WHERE t.oid = original.reltoastrelid AND t.reloptions IS NOT NULL)),
    ('being clustered on an index', EXISTS (SELECT FROM pg_index WHERE indrelid = original.oid AND indisclustered))
  ) of_table(setting, is_set) WHERE is_set`;
