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
    format('identity=%s generated=%s storage=%s compression=%s', attidentity, attgenerated, attstorage, attcompression)) AS name
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT format('CHECK %I %s', conname, pg_get_constraintdef(oid, true)) FROM pg_constraint
  WHERE conrelid = '${table}'::regclass AND contype = 'c'`;

/**
 * What neither makes again, and what would go on pointing at a table of which another takes the place: a line for each. Whatever depends on the table is
 * that, but for what is known to be made again: so triggers, policies, rules, statistics, publications, views, foreign keys of others, and the like.
 */
export const notCopiedSql = (table: string): string => `
  WITH original AS (SELECT * FROM pg_class WHERE oid = '${table}'::regclass), copied AS (
    SELECT 'pg_class'::regclass AS classid, indexrelid AS objid FROM pg_index, original WHERE indrelid = original.oid
    UNION ALL
    SELECT 'pg_constraint'::regclass, c.oid FROM pg_constraint c, original WHERE conrelid = original.oid AND contype <> 'x'
    UNION ALL
    SELECT 'pg_attrdef'::regclass, d.oid FROM pg_attrdef d, original WHERE adrelid = original.oid
  )
  SELECT DISTINCT pg_describe_object(classid, objid, 0) AS name FROM pg_depend, original
  WHERE refclassid = 'pg_class'::regclass AND refobjid = original.oid AND deptype <> 'i' AND (classid, objid) NOT IN (SELECT * FROM copied)
  UNION ALL
  SELECT format('%s of column %I', setting, attname) FROM original JOIN pg_attribute ON attrelid = original.oid CROSS JOIN LATERAL (VALUES
    ('grants', attacl IS NOT NULL), ('statistics target', coalesce(attstattarget, -1) <> -1), ('settings', attoptions IS NOT NULL)
  ) of_column(setting, is_set) WHERE is_set AND NOT attisdropped
  UNION ALL
  SELECT setting FROM original CROSS JOIN LATERAL (VALUES
    ('row security', relrowsecurity OR relforcerowsecurity), ('replica identity', relreplident <> 'd'), ('being unlogged', relpersistence <> 'p'),
    ('its owner', relowner <> current_user::regrole)
  ) of_table(setting, is_set) WHERE is_set`;
