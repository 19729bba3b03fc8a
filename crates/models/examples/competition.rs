//! Measures every method on the forecasting competitions and prints a table in Markdown:
//! `cargo run -p entrepot-models --example competition [m1 m3 tourism classic]`.

#![expect(clippy::print_stdout, reason = "a program whose purpose is to print a table")]

#[path = "support/competition.rs"]
mod competition;

use competition::{automatic, coverage, mase, over, read, single, smape, smape_by_series};

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    for (name, file) in
        [("m1", "m1_data.json.gz"), ("m3", "m3_data.json.gz"), ("tourism", "tcomp_data.json.gz"), ("classic", "individual_data.json.gz")]
    {
        if !asked.is_empty() && !asked.iter().any(|a| a == name) {
            continue;
        }
        let Some(cases) = read(file) else { continue };
        let groups: Vec<&str> =
            ["YEARLY", "QUARTERLY", "MONTHLY", "OTHER"].into_iter().filter(|g| cases.iter().any(|c| c.group == *g)).collect();
        println!("\n## {name}, {} series: sMAPE\n", cases.len());
        println!("| method | {} | all | by series | MASE | seconds |", groups.join(" | "));
        println!("| --- |{} ---: | ---: | ---: | ---: |", " ---: |".repeat(groups.len()));
        for method in ["naive", "seasonal_naive", "drift", "ets", "theta", "dotm", "comb", "automatic"] {
            let started = std::time::Instant::now();
            let results = over(&cases, |case| if method == "automatic" { automatic(case) } else { single(case, method) });
            let seconds = started.elapsed().as_secs_f64();
            let by: Vec<String> = groups.iter().map(|g| format!("{:.2}", smape(&cases, &results, Some(g)))).collect();
            println!(
                "| {method} | {} | {:.2} | {:.2} | {:.2} | {seconds:.1} |",
                by.join(" | "),
                smape(&cases, &results, None),
                smape_by_series(&results),
                mase(&results)
            );
            if method == "automatic" {
                println!("\ncoverage of 80 %: {:.1}, of 95 %: {:.1}", coverage(&results, 0), coverage(&results, 1));
                for m in entrepot_models::forecast::METHODS {
                    let count = results.iter().filter(|r| r.method == m.name).count();
                    if count > 0 {
                        println!("chose {}: {count}", m.name);
                    }
                }
            }
        }
    }
}
