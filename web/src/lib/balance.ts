// Always: accepted + updated + quarantined + duplicate = read. Checked here again, not believed.

import type { ImportReport } from "./types";

export function balances(report: Pick<ImportReport, "rows_read" | "rows_accepted" | "rows_updated" | "rows_quarantined" | "rows_duplicate">): boolean {
  return report.rows_accepted + report.rows_updated + report.rows_quarantined + report.rows_duplicate === report.rows_read;
}
