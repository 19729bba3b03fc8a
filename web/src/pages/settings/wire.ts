// What the settings page reads from /api/v1.

import type { Me, Problem, Role, Said } from "../../lib/types";

export type { Me, Role };

export const ROLES: Role[] = ["viewer", "analyst", "operator", "admin"];

export interface Setting {
  value: string;
  from: "default" | "home" | "fixed";
  changeable: boolean;
}

export interface Settings {
  report_currency: Setting;
  home_country: Setting;
  business_zone: Setting;
  version: string;
  home: string;
  backup_folder: string | null;
  nightly_at: string | null;
  token_wanted: boolean;
}

export interface TokenInfo {
  name: string;
  role: Role;
  state: "valid" | "expired" | "revoked";
  created_at: string;
  created_by: string;
  expires_at: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
}

export interface AuditLog {
  entries: { at: string; actor: string; action: string; subject: string; detail: unknown }[];
  actors: string[];
  actions: string[];
}

export interface Night {
  id: number;
  begun_at: string;
  ended_at: string | null;
  state: "running" | "done" | "failed";
  actor: string;
  steps: { name: string; outcome: "done" | "skipped" | "failed"; note: string; elapsed_ms: number }[];
}

export interface Backups {
  folder: string | null;
  files: { name: string; bytes: number; at: string }[];
  running: boolean;
  bytes_done: number;
  bytes_total: number;
  error: Problem | null;
}

export interface DoctorReport {
  sound: boolean;
  lake_version: number;
  looked: { lake_versions: number; data_files: number; data_rows: number; originals: number; imports: number };
  findings: { code: string; severity: "broken" | "warning" | "note"; cause: string; hint: string; zh: Said | null }[];
}
