//! Workbooks written by hand: a ZIP without compression around the few parts that a reader wants.

use std::fmt::Write as _;

/// A workbook of one sheet from its rows' XML (`<row>` elements) and its merged regions.
pub fn workbook(rows: &str, merges: &[&str]) -> Vec<u8> {
    let mut sheet =
        format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>"#);
    if !merges.is_empty() {
        write!(sheet, r#"<mergeCells count="{}">"#, merges.len()).unwrap();
        merges.iter().for_each(|m| write!(sheet, r#"<mergeCell ref="{m}"/>"#).unwrap());
        sheet += "</mergeCells>";
    }
    sheet += "</worksheet>";
    zip(&[
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// A row of cells: texts, `#12.5` for numbers, `=A1*2` for a formula without a value, `=A1*2|7` for one with.
pub fn row(number: u32, cells: &[&str]) -> String {
    let mut out = format!(r#"<row r="{number}">"#);
    for (column, cell) in ('A'..='Z').zip(cells) {
        let at = format!("{column}{number}");
        if let Some(n) = cell.strip_prefix('#') {
            write!(out, r#"<c r="{at}"><v>{n}</v></c>"#).unwrap();
        } else if let Some(formula) = cell.strip_prefix('=') {
            match formula.split_once('|') {
                Some((f, v)) => write!(out, r#"<c r="{at}"><f>{f}</f><v>{v}</v></c>"#).unwrap(),
                None => write!(out, r#"<c r="{at}"><f>{formula}</f></c>"#).unwrap(),
            }
        } else if !cell.is_empty() {
            write!(out, r#"<c r="{at}" t="inlineStr"><is><t>{cell}</t></is></c>"#).unwrap();
        }
    }
    out + "</row>"
}

/// A ZIP archive of stored files (APPNOTE 4.3).
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let mut head: Vec<u8> = Vec::new();
        let (size, length) = (u32::try_from(text.len()).unwrap(), u16::try_from(name.len()).unwrap());
        for half in [20_u16, 0, 0, 0, 0] {
            head.extend(half.to_le_bytes());
        }
        for word in [crc.sum(), size, size] {
            head.extend(word.to_le_bytes());
        }
        head.extend(length.to_le_bytes());
        head.extend(0_u16.to_le_bytes());
        let at = u32::try_from(body.len()).unwrap();
        body.extend(b"PK\x03\x04");
        body.extend(&head);
        body.extend(name.as_bytes());
        body.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size) = (u32::try_from(body.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap();
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend(count.to_le_bytes());
    body.extend(count.to_le_bytes());
    body.extend(size.to_le_bytes());
    body.extend(start.to_le_bytes());
    body.extend([0, 0]);
    body
}
