//! The user's own series in a home: added, replacing, removed, broken.

use entrepot_market::store::{self, Effect};
use entrepot_market::{Origin, SeriesId};

const TABLE: &str = "period,flow,value_trn_cny,kind,basis,source\n2026,total,2.9,estimate,customs_gacc,own reading\n2026,total,20,forecast,house,own guess\n";

#[test]
fn series_are_added_replaced_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let id = |text: &str| SeriesId::parse(text).unwrap();
    let plan = store::preview(&store::open(home.path()).unwrap(), TABLE).unwrap();
    assert_eq!(plan.iter().map(|step| step.effect).collect::<Vec<_>>(), [Effect::ReplacesShipped, Effect::Adds]);
    assert_eq!(store::add(home.path(), TABLE, false).unwrap_err().code(), "market.exists");
    assert!(!store::folder(home.path()).exists(), "nothing was written");
    store::add(home.path(), TABLE, true).unwrap();
    let book = store::open(home.path()).unwrap();
    let customs = book.find(&id("volume.customs_gacc.total")).unwrap();
    assert_eq!((customs.origin, customs.points.len()), (Origin::UserReplaced, 1));
    assert_eq!(book.find(&id("volume.house.total")).unwrap().origin, Origin::User);
    // A second time it replaces the user's own.
    assert_eq!(store::preview(&book, TABLE).unwrap()[1].effect, Effect::ReplacesOwn);
    store::add(home.path(), TABLE, true).unwrap();
    assert!(store::remove(home.path(), &id("volume.customs_gacc.total")).unwrap(), "the shipped one is back");
    assert!(!store::remove(home.path(), &id("volume.house.total")).unwrap());
    let book = store::open(home.path()).unwrap();
    assert_eq!(book, entrepot_market::Book::shipped().unwrap());
    assert_eq!(store::remove(home.path(), &id("volume.house.total")).unwrap_err().code(), "market.no_series");
    assert_eq!(store::remove(home.path(), &id("volume.customs_gacc.total")).unwrap_err().code(), "market.shipped");
}

#[test]
fn a_broken_file_in_the_home_names_itself() {
    let home = tempfile::tempdir().unwrap();
    store::add(home.path(), TABLE, true).unwrap();
    let folder = store::folder(home.path());
    std::fs::write(folder.join("again.csv"), TABLE).unwrap();
    let error = store::open(home.path()).unwrap_err();
    assert_eq!(error.code(), "market.preset");
    assert!(error.to_string().contains("stands in another file too"), "{error}");
    std::fs::write(folder.join("again.csv"), "nonsense").unwrap();
    let error = store::open(home.path()).unwrap_err();
    assert!(error.to_string().contains("again.csv") && !error.is_callers(), "{error}");
}

#[test]
fn names_of_series_cannot_leave_the_folder() {
    for text in ["volume.../x.total", "volume.a", "volume.a.b.total", "x.a.total", "", "volume.A.total", "volume..total"] {
        assert!(SeriesId::parse(text).is_err(), "{text}");
    }
}
