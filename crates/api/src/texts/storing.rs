//! The home, the lake and the operational store.

use super::{Text, t};

pub(super) const TEXTS: &[Text] = &[
    t(
        "lake.log",
        "表日志出错。",
        "请再次执行；若仍出现，请恢复备份并保留损坏的数据目录以便报告。",
        &[("the table log failed: {why}", "表日志出错：{why}")],
        &[],
    ),
    t(
        "lake.store",
        "对象存储出错。",
        "请再次执行；若仍出现，请恢复备份并保留损坏的数据目录以便报告。",
        &[("the object store failed: {why}", "对象存储出错：{why}")],
        &[],
    ),
    t(
        "lake.data",
        "数据文件出错。",
        "请再次执行；若仍出现，请恢复备份并保留损坏的数据目录以便报告。",
        &[("a data file failed: {why}", "数据文件出错：{why}"), ("a data batch failed: {why}", "数据批次出错：{why}")],
        &[],
    ),
    t(
        "lake.disk_full",
        "磁盘已满；未发布任何内容。",
        "请在数据目录所在磁盘腾出空间后再次执行。",
        &[("{what}: {why}", "{what}：{why}（磁盘已满）")],
        &[],
    ),
    t(
        "lake.read_only",
        "数据目录不可写。",
        "请使数据目录可写，或用 --home 另选一个。",
        &[("{what}: {why}", "{what}：{why}（不可写）")],
        &[],
    ),
    t(
        "lake.io",
        "文件系统出错。",
        "请再次执行；若仍出现，请恢复备份并保留损坏的数据目录以便报告。",
        &[("{what}: {why}", "{what}：{why}（文件系统出错）")],
        &[],
    ),
    t(
        "lake.locked",
        "另一个进程正在写入。",
        "请等它结束，或停止该进程；读取始终可用。",
        &[("another process (pid {pid}) is writing to this home", "另一个进程（pid {pid}）正在写入该数据目录")],
        &[],
    ),
    t("lake.home", "数据目录无法使用。", "请用 --home 选择一个文件夹；不存在时会创建。", &[], &[]),
    t(
        "lake.location",
        "数据湖的位置无法使用。",
        "请使用文件夹，或在环境变量中提供凭证的 s3:// 地址。",
        &[("cannot use the lake location {url}: {why}", "数据湖的位置 {url} 无法使用：{why}")],
        &[],
    ),
    t(
        "lake.feature",
        "表使用了此读取器不支持的特性。",
        "请重写该表以去掉该特性，或恢复备份。",
        &[("table {table} uses {feature}, which this reader does not apply", "表 {table} 使用了 {feature}，此读取器不支持")],
        &[],
    ),
    t(
        "lake.version_gone",
        "这一数据湖版本的文件不在这里。",
        "请查询较新的版本：恢复或搬迁来的数据目录只有随之而来的内容。",
        &[(
            "the files of lake version {version} are not here; the oldest is {from}",
            "数据湖版本 {version} 的文件不在这里；最早的是 {from}",
        )],
        &[],
    ),
    t("lake.moved", "数据湖在此期间已变化。", "请再次执行。", &[], &[]),
    t(
        "ops.open",
        "操作库无法打开。",
        "请检查数据目录是否存在、可写，磁盘是否已满。",
        &[("cannot open the operational store {path}: {why}", "操作库 {path} 无法打开：{why}")],
        &[],
    ),
    t(
        "ops.newer",
        "该数据目录由更新版本的 entrepot 写成。",
        "请运行更新的版本，或恢复由本版本所做的备份。",
        &[(
            "this home was written by a newer entrepot (schema {found}, this build knows {known})",
            "该数据目录由更新版本写成（结构 {found}，本版本支持 {known}）",
        )],
        &[],
    ),
    t(
        "ops.migrate",
        "操作库无法升级到新的结构。",
        "没有任何改动：请在磁盘上腾出空间并使数据目录可写，然后再次执行。",
        &[("the operational store cannot be brought to schema {step}: {why}", "操作库无法升级到结构 {step}：{why}")],
        &[],
    ),
    t("ops.sql", "操作库出错。", "请检查磁盘空间与数据目录的权限。", &[("the operational store failed: {why}", "操作库出错：{why}")], &[]),
    t(
        "ops.document",
        "操作库中的一条记录无法读取。",
        "数据目录被手工改动或已损坏；请恢复备份。",
        &[("a record of the operational store cannot be read: {why}", "操作库中的一条记录无法读取：{why}")],
        &[],
    ),
    t("ops.missing", "没有这一项。", "请先查看列表。", &[("there is no {what} {id}", "没有 {what} {id}")], &[]),
];
