// The wire types of /api/v1, as the console reads them. Money and decimals are strings; days are YYYY-MM-DD;
// instants are RFC 3339 in UTC. Nothing here computes.

export type Decimal = string;
export type Label = { en: string; zh: string };
export type Unit = "money" | "count" | "quantity" | "ratio";
export type Grain = "day" | "week" | "month" | "quarter" | "year";
export type Compare = "previous" | "year";

export interface Question {
  code: string;
  text: string;
  hint?: string | null;
  count?: number | null;
  amount?: Decimal | null;
  currency?: string | null;
  zh?: Said | null;
}

/** A text of the server in Chinese; not whole when the English one says more. */
export interface Said {
  cause: string;
  hint: string | null;
  whole: boolean;
}

export interface Status {
  version: string;
  lake_version: number | string | null;
  published_at: string | null;
  seller: string | null;
  zone: string | null;
  report_currency: string;
  currencies: string[];
  first_day: string | null;
  last_day: string | null;
  lines: number;
  trades: number;
  quarantine_open: number;
  questions: Question[];
}

export interface Metric {
  name: string;
  label: Label;
  group: "sales" | "customers" | "trade" | "profit" | "service";
  unit: Unit;
  additive: Additive;
  why?: Label | null;
  definition: Label;
  dimensions: string[];
  better: "up" | "down" | "none";
  /** What a question may change: of (the metric looked at), over (the dimension). */
  parameters?: ("of" | "over")[];
}

/** A profit and loss statement; amounts are signed as the seller sees them. */
export interface Statement {
  currency: string;
  lake_version: number;
  sql: string;
  elapsed_ms: number;
  by: string[];
  grain: Grain | null;
  from: string | null;
  to: string | null;
  compare: { from: string; to: string } | null;
  columns: StatementColumn[];
  lines: StatementLine[];
  questions: Question[];
}

/** Buyers by the period of their first purchase, and how many came back. */
export interface CohortTable {
  grain: Grain;
  lake_version: number;
  sql: string;
  to: string | null;
  cohorts: { period: string; buyers: number; ages: CohortKept[] }[];
  whole: CohortKept[];
}

export interface AlertList {
  lake_version: number;
  watched: string[];
  from: string | null;
  to: string | null;
  judged: number;
  false_alarm_pct: string;
  alerts: AlertDay[];
  note: Label | null;
}

export interface AlertDay {
  metric: string;
  label: Label;
  unit: Unit;
  currency: string | null;
  day: string;
  value: Decimal;
  expected: Decimal;
  low: Decimal;
  high: Decimal;
  direction: "above" | "below";
  bad: boolean;
  why: Label;
}

export interface QualityScore {
  score: Decimal | null;
  lake_version: number;
  checks: QualityCheck[];
}

export interface QualityCheck {
  name: string;
  points: number;
  label: Label;
  hint: Label;
  found: number;
  of: number;
  share: Decimal | null;
  costs: Decimal;
  sql: string | null;
  rows_sql: string | null;
}

export interface CohortKept {
  buyers: number;
  of: number;
  share: Decimal | null;
}

export interface StatementColumn {
  slices: Record<string, string | null>;
  period: string | null;
  stands_for: number;
}

export interface StatementLine {
  name: string;
  kind: "account" | "subtotal" | "total" | "memo";
  label: Label;
  metric: string;
  total: StatementCell;
  cells: StatementCell[];
}

export interface StatementCell {
  value: Decimal | null;
  known: Decimal;
  share: Decimal | null;
  previous: Decimal | null;
}

export interface Additive {
  slices: boolean;
  time: boolean;
}

export interface Cell {
  value: Decimal | null;
  previous?: Decimal | null;
  period?: string;
  [dimension: string]: string | null | undefined;
}

export interface MetricResult {
  metric: string;
  unit: Unit;
  currency: string | null;
  lake_version: number | string;
  sql: string;
  elapsed_ms: number;
  by: string[];
  grain: Grain | null;
  from: string;
  to: string;
  compare: { from: string; to: string } | null;
  rows: Cell[];
  total: { value: Decimal | null; previous?: Decimal | null };
  additive: Additive;
  questions: Question[];
}

export interface SourceRow {
  trade_id: string | null;
  line_id: string | null;
  sku: string | null;
  product_name: string | null;
  kind: string;
  quantity: Decimal | null;
  amount: Decimal | null;
  currency: string | null;
  converted: Decimal | null;
  day: string | null;
  country: string | null;
  file: string;
  file_id: number | string;
  row: number;
  import_id: number | string;
}

export interface Page<Row> {
  rows: Row[];
  total: number;
}

export interface Dimension {
  name: string;
  label: Label;
}

export interface DimensionValue {
  value: string | null;
  label: Label | null;
  lines: number;
}

export interface OrderRow {
  trade_id: string;
  kind: string;
  mode: string | null;
  platform: string | null;
  channel: string | null;
  buyer_id: string | null;
  country: string | null;
  country_raw: string | null;
  status: string | null;
  time: string;
  day: string;
  lines: number;
  total: Decimal;
  currency: string;
  flags: string[];
}

export type Columns = Record<string, string | number | boolean | null>;

export interface Order {
  trade: Columns & { trade_id: string; kind: string; currency: string };
  lifecycle: { event: string; at: string | null; flag: string | null }[];
  lines: (Columns & { file?: string; links?: { trade_id: string; row: number; day: string }[] })[];
  charges: {
    kind: string;
    component: string | null;
    payer: string | null;
    payee: string | null;
    amount: Decimal;
    currency: string;
    basis: string;
    rule_id: string | null;
  }[];
  totals: { currency: string; goods: Decimal; discount: Decimal; tax: Decimal; shipping: Decimal; paid: Decimal };
  purchases: string[];
  returns: string[];
  sources: { file_id: number | string; file: string; import_id: number | string; row: number }[];
}

export interface SourceLine {
  file_id: number | string;
  file: string;
  row: number;
  import_id: number | string;
  header: string[] | null;
  values: (string | null)[];
  text: string;
}

export interface Profile {
  name: string;
  label: Label;
  tables: { role: string; required: string[]; file_hint: string | null }[];
}

export interface Detection {
  profile: string | null;
  table: string | null;
  encoding: string | null;
  separator: string | null;
  header: string[] | null;
  candidates: { profile: string; score: number }[];
}

export interface Suggestion {
  file: string;
  profile: string | null;
  encoding: string;
  separator: string;
  header_line: number;
  decimal: string;
  rows_seen: number;
  whole: boolean;
  table: string;
  tables: { table: string; label: Label; score: number }[];
  columns: { name: string; looks: string; values: string[]; field: string | null }[];
  fields: SuggestedField[];
  questions: { code: string; field: string | null; text: Label; choices: string[]; required: boolean }[];
  preview: MappedRows | null;
  text: string | null;
}

export interface Watched {
  folder: string | null;
  problem: Problem | null;
  waiting: string[];
  recent: { file: string; at: string; outcome: "done" | "failed" | "later" | "stuck"; result: ImportReport | null; error: Problem | null }[];
}

export interface SuggestedField {
  field: string;
  required: boolean;
  column: string | null;
  constant: string | null;
  format: string | null;
  score: number;
  said: boolean;
}

export interface MappedRows {
  fields: string[];
  rows: { line: number; values: (string | null)[] }[];
  rejected: { line: number; code: string; reason: Label; hint: Label; field: string | null; value: string | null; text: string }[];
  rows_taken: number;
  rows_rejected: number;
}

export interface ImportReport {
  import_id: number | string;
  profile: string | null;
  files: { name: string; rows_read: number }[];
  rows_read: number;
  rows_accepted: number;
  rows_updated: number;
  rows_quarantined: number;
  rows_duplicate: number;
  trades: number;
  lines: number;
  lake_version: number | string;
  questions: Question[];
}

export interface ImportEntry extends ImportReport {
  at: string;
  actor: string | null;
  state: "published" | "undone";
  undo_of: number | string | null;
  elapsed_ms: number | null;
}

export interface Job {
  id: number | string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  phase: string | null;
  bytes_done: number | null;
  bytes_total: number | null;
  rows_read: number | null;
  result: ImportReport | null;
  error: Problem | string | null;
}

export interface Problem {
  code: string;
  cause: string;
  hint?: string | null;
  zh?: Said | null;
  /** Where in the statement, both from 1. */
  at?: { line: number; column: number } | null;
}

export interface UndoPreview {
  import_id: number | string;
  lake_version: number | string;
  rows_removed: number;
  rows_restored: number;
  rows_quarantined: number;
  /** Later imports that would be read once more. */
  refills: { import_id: number | string; at: string; files: string[]; rows_at_most: number }[];
}

export interface UndoReport {
  import_id: number | string;
  lake_version: number | string;
  rows_removed: number;
  rows_restored: number;
  replayed: (number | string)[];
}

export interface QuarantineRow {
  id: number | string;
  import_id: number | string;
  file: string;
  row: number;
  code: string;
  column: string | null;
  value: string | null;
  hint: string | Label | null;
  text: string;
  state: string;
}

export interface Quarantine {
  total: number;
  groups: { code: string; reason: Label; hint: Label | null; count: number }[];
  rows: QuarantineRow[];
}

export interface ReplayPreview {
  preview: { id: number | string; before: string; after: string; ok: boolean; code: string | null }[];
}

export interface Freshness {
  source: string;
  last_import_at: string | null;
  reaches: string | null;
  rows: number;
  rhythm_days: number | null;
  age_days: number | null;
  state: "fresh" | "late";
}

export interface LakeVersion {
  version: number | string;
  at: string;
  reason: string;
  import_id: number | string | null;
}

export interface SqlResult {
  columns: { name: string; type: string }[];
  rows: (string | number | boolean | null)[][];
  truncated: boolean;
  lake_version: number | string;
  elapsed_ms: number;
}

export interface SchemaColumn {
  name: string;
  type: string;
  nullable: boolean;
  about: Label | null;
}

export interface SchemaTable {
  name: string;
  kind: "table" | "view" | "reference" | "history";
  about: Label | null;
  rows: number | null;
  columns: SchemaColumn[];
}

export interface Schema {
  lake_version: number;
  tables: SchemaTable[];
  functions: string[];
  limits: { rows_max: number; time_ms: number; memory_bytes: number };
}

export type SavedKind = "query" | "view";

/** A query has its statement, a view its address. */
export interface SavedBody {
  sql?: string;
  path?: string;
}

export interface SavedItem {
  kind: SavedKind;
  name: string;
  body: SavedBody;
  created_at: string;
  updated_at: string;
  actor: string;
}

/** What a caller may do: each role may what those before it may. */
export type Role = "viewer" | "analyst" | "operator" | "admin";

/** Who asks. */
export interface Me {
  name: string;
  role: Role;
}

/** One figure of a metric. */
export interface Figure {
  metric: string;
  unit: Unit;
  currency: string | null;
  value: string | null;
  previous: string | null;
  compare: { from: string; to: string } | null;
  problem: Problem | null;
}

/** Figures of many metrics over the same days. */
export interface Figures {
  lake_version: number | string;
  figures: Figure[];
}
