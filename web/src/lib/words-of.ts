// Dictionary keys of the ledger's own words. What is not listed is shown as it was written.

import { type Key, t } from "./i18n.svelte";

export const KIND: Record<string, Key> = { sale: "kind.sale", return: "kind.return", cancelled: "kind.cancelled", adjustment: "kind.adjustment", stock: "kind.stock" };

export const EVENT: Record<string, Key> = {
  placed: "event.placed",
  paid: "event.paid",
  shipped: "event.shipped",
  delivered: "event.delivered",
  refunded: "event.refunded",
  cancelled: "event.cancelled",
};

export const COMPONENT: Record<string, Key> = {
  goods: "component.goods",
  shipping: "component.shipping",
  discount: "component.discount",
  fee: "component.fee",
  tax: "component.tax",
  other: "component.other",
};

export const BASIS: Record<string, Key> = { actual: "basis.actual", estimate: "basis.estimate" };

/** What does not fit in an order's course of events. */
export const FLAG: Record<string, Key> = {
  before_placed: "flag.before_placed",
  delivered_before_shipped: "flag.delivered_before_shipped",
  delivered_never_placed: "flag.delivered_never_placed",
  refunded_before_paid: "flag.refunded_before_paid",
  refunded_never_placed: "flag.refunded_never_placed",
  shipped_after_cancelled: "flag.shipped_after_cancelled",
};

export const PHASE: Record<string, Key> = {
  uploading: "phase.uploading",
  queued: "phase.queued",
  reading: "phase.reading",
  committing: "phase.committing",
  waiting: "phase.queued",
  resolving: "phase.resolving",
  running: "phase.reading",
  done: "phase.committing",
};

export const REASON: Record<string, Key> = { import: "version.import", undo: "version.undo", replay: "version.replay", fx: "version.fx", compaction: "version.compaction", erase: "version.erase" };

/** States of an order that sources write alike; any other is shown as the source wrote it. */
const STATUS: Record<string, Key> = {
  authorized: "status.authorized",
  canceled: "status.cancelled",
  cancelled: "status.cancelled",
  completed: "status.completed",
  delivered: "status.delivered",
  paid: "status.paid",
  partially_refunded: "status.partially_refunded",
  pending: "status.pending",
  placed: "status.placed",
  processing: "status.processing",
  refunded: "status.refunded",
  requested: "status.requested",
  returned: "status.returned",
  shipped: "status.shipped",
  "shipped - delivered to buyer": "status.delivered",
  unshipped: "status.unshipped",
  voided: "status.voided",
};

/** The state of an order in the reader's language. */
export function statusWord(status: string | null): string {
  const key = STATUS[(status ?? "").toLowerCase()];
  return key ? t(key) : (status ?? "–");
}
