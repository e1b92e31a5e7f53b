/// The report as tables for spreadsheets and databases: a file each, with all rows and whole numbers.
public enum CSVReport {
  /// All files; tables without rows have their line of names.
  public static func files(_ report: FleetReport) -> [RenderedFile] {
    let tables =
      [report.siteTable()]
      + report.owners.map { report.ownerTable($0) }
      + [
        report.jobTable(), report.modelTable(), report.benchmarkTable, report.findingTable(),
        report.nodeTable, report.hourTable, report.tierTable, report.componentTable,
        report.refusalTable(), report.conservationTable,
      ]
    return tables.map { RenderedFile(name: $0.name + ".csv", bytes: CSVText.bytes($0)) }
  }
}
