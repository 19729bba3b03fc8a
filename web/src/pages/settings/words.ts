// Dictionary keys of what the server says in single words: roles, states, severities, steps.

import type { Key } from "../../lib/i18n.svelte";
import type { DoctorReport, Night, Role, TokenInfo } from "./wire";

export const ROLE: Record<Role, Key> = { viewer: "role.viewer", analyst: "role.analyst", operator: "role.operator", admin: "role.admin" };

/** What a role may do. */
export const MAY: Record<Role, Key> = { viewer: "role.viewer.may", analyst: "role.analyst.may", operator: "role.operator.may", admin: "role.admin.may" };

export const TOKEN_STATE: Record<TokenInfo["state"], Key> = { valid: "tokens.valid", expired: "tokens.expired", revoked: "tokens.revoked" };

export const SEVERITY: Record<DoctorReport["findings"][number]["severity"], Key> = { broken: "doctor.broken", warning: "doctor.warning", note: "doctor.note" };

export const RUN: Record<Night["state"], Key> = { running: "nights.running", done: "nights.done", failed: "nights.failed" };

export const OUTCOME: Record<Night["steps"][number]["outcome"], Key> = { done: "nights.step.done", skipped: "nights.step.skipped", failed: "nights.step.failed" };

export const STEP: Record<string, Key> = {
  rates: "nights.rates",
  compact: "nights.compact",
  doctor: "nights.doctor",
  warm: "nights.warm",
  backup: "nights.backup",
};
