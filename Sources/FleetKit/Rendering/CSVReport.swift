/// The report as tables for spreadsheets and databases: a file each, with all rows and whole numbers.
public enum CSVReport {
  /// All files; tables without rows have their line of names.
  public static func files(_ report: FleetReport) -> [RenderedFile] {
    let tables =
      [report.siteTable()]
      + report.owners.map { report.ownerTable($0) }
      + [
        report.jobTable(), report.unusedTable(), report.modelTable(), report.benchmarkTable,
        report.findingTable(),
        report.nodeTable, report.heatTable(), report.hourTable, report.dayTable, report.tierTable,
        report.componentTable,
        report.refusalTable(), report.inputTable(), report.conservationTable,
      ]
    return tables.map { RenderedFile(name: $0.name + ".csv", bytes: CSVText.bytes($0)) }
  }
}
