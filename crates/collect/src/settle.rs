//! Settling: which staged rows stay, which live rows they supersede, and the files that say so.

use crate::ImportError;
use crate::keys::{Policy, Resolution, Tally, resolve};
use crate::lane::{LaneFile, LaneResult, Policies};
use crate::plan::Plan;
use entrepot_lake::schema::table;
use entrepot_lake::{BitSet, Home, LakeSnapshot, TableChange, rewrite_without};
use std::collections::BTreeMap;
use std::path::Path;

/// How each table tells rows apart. Rows without a key need no comparing when nothing can be equal to them: one file, and
/// an empty table. With `fill`, what is there stays: only missing rows are added.
pub(crate) fn policies(lanes: &[&LaneFile], snapshot: Option<&LakeSnapshot>, one_file: bool, fill: bool) -> Policies {
    let mut all = Policies::new();
    let rows = |name: &str| snapshot.map_or(1, |s| s.table(name).map_or(0, |t| t.rows()));
    for l in lanes {
        if let Some(shaped) = &l.shaped {
            for plan in &shaped.plans {
                all.insert(plan.def.name, (Policy::Upsert, true));
                derived(&mut all, plan, (Policy::Upsert, true), rows("stock") > 0);
            }
            continue;
        }
        let name = l.plan.def.name;
        let alone = one_file && rows(name) == 0;
        let policy = if l.plan.key.is_empty() { (Policy::Occurrence, !alone) } else { (Policy::Upsert, true) };
        all.insert(name, policy);
        derived(&mut all, &l.plan, policy, rows("stock") > 0);
    }
    if fill {
        for (policy, needed) in all.values_mut() {
            if *policy != Policy::Occurrence {
                *policy = Policy::InsertOnly;
            }
            *needed = true;
        }
    }
    all
}

/// How the tables that rows also make tell theirs apart.
fn derived(all: &mut Policies, plan: &Plan, own: (Policy, bool), stock: bool) {
    for d in &plan.derive {
        match d.as_str() {
            "trades" => all.entry("trades").or_insert((Policy::FirstThenUpsert, true)),
            "parties" => all.entry("parties").or_insert((Policy::InsertOnly, true)),
            "products" => all.entry("products").or_insert((Policy::InsertOnly, true)),
            "lots" => all.entry("lots").or_insert((Policy::InsertOnly, true)),
            _ => all.entry("stock").or_insert((own.0, own.1 || stock)),
        };
    }
}

/// Compares staged rows with live ones, rewrites what must be, and lists the changes by table.
pub(crate) async fn settle(
    home: &Home, snapshot: &LakeSnapshot, staged: &[LaneResult], policies: &Policies, staging: &Path, id: i64,
) -> Result<(Vec<TableChange>, BTreeMap<&'static str, Resolution>), ImportError> {
    let mut changes = Vec::new();
    let mut outcome = BTreeMap::new();
    let names: Vec<&'static str> = {
        let mut n: Vec<_> = staged.iter().flat_map(|r| r.tables.keys().copied()).collect();
        n.sort_unstable();
        n.dedup();
        n
    };
    for name in names {
        let Some(def) = table(name) else { continue };
        let rows: u64 = staged.iter().filter_map(|r| r.tables.get(name)).map(|t| t.rows).sum();
        let keys: Vec<_> = staged.iter().filter_map(|r| r.tables.get(name).and_then(|t| t.keys.clone())).collect();
        let policy = policies.get(name).map_or(Policy::Upsert, |p| p.0);
        let live = snapshot.table(name);
        let mut paths = Vec::new();
        if let (Some(live), false) = (live, keys.is_empty()) {
            for f in &live.files {
                paths.push(home.local_file(live, f, staging).await?);
            }
        }
        let resolution = if keys.is_empty() {
            let accepted = Tally { accepted: i64::try_from(rows).unwrap_or(0), ..Tally::default() };
            Resolution { all: accepted, own: accepted, ..Resolution::default() }
        } else {
            tokio::task::block_in_place(|| resolve(policy, &keys, &paths, staging))?
        };
        let mut change = TableChange { table: name.to_owned(), ..TableChange::default() };
        let mut history = TableChange { table: def.history_name(), ..TableChange::default() };
        let none = BitSet::default();
        tokio::task::block_in_place(|| -> Result<(), ImportError> {
            for (lane, r) in staged.iter().enumerate() {
                let Some(t) = r.tables.get(name) else { continue };
                let slot = u32::try_from(lane).unwrap_or(0);
                let (drop, keep) =
                    (resolution.staged_drop.get(&slot).unwrap_or(&none), resolution.staged_history.get(&slot).unwrap_or(&none));
                let mut offset = 0;
                for f in &t.files {
                    let gone = (offset..offset + f.rows).filter(|p| drop.contains(*p)).count() as u64;
                    if gone == 0 {
                        change.add.push(f.clone());
                    } else if gone < f.rows || !keep.is_empty() {
                        let prefix = format!("{}-s", f.name.trim_end_matches(".parquet"));
                        let made = rewrite_without(&staging.join(&f.name), staging, def, &prefix, offset, drop, keep, id)?;
                        change.add.extend(made.kept);
                        history.add.extend(made.history);
                    }
                    offset += f.rows;
                }
            }
            for (slot, drop) in &resolution.live_drop {
                let index = *slot as usize;
                let (Some(live), Some(path)) = (live, paths.get(index)) else { continue };
                let prefix = format!("{name}-i{id}-w{index}");
                let made = rewrite_without(path, staging, def, &prefix, 0, drop, drop, id)?;
                change.remove.push(live.files[index].path.clone());
                change.add.extend(made.kept);
                history.add.extend(made.history);
            }
            Ok(())
        })?;
        for c in [change, history] {
            if !c.add.is_empty() || !c.remove.is_empty() {
                changes.push(c);
            }
        }
        outcome.insert(name, resolution);
    }
    Ok((changes, outcome))
}
