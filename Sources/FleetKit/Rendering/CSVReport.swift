/// The report as tables for spreadsheets and databases: a file each, with all rows and whole numbers.
public enum CSVReport {
  /// One table.
  public struct File {
    let lines: TableLines

    /// Its name within the folder: `sites.csv`.
    public var name: String { lines.name + ".csv" }

    /// Hands out what stands in it, in blocks. Lines of jobs, nodes and findings are made while they are written: there may
    /// be a million of them.
    public func write<Failure: Error>(
      _ write: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
      try CSVText.write(lines, write)
    }
  }

  /// All files, each of which is made when its turn comes; tables without rows have their line of names.
  public static func files(_ report: FleetReport) -> some Sequence<File> {
    tables(of: report).lazy.map { File(lines: $0()) }
  }

  private static func tables(of report: FleetReport) -> [() -> TableLines] {
    [{ TableLines(report.siteTable()) }]
      + report.owners.map { owner in { TableLines(report.ownerTable(owner)) } }
      + [
        { FleetReport.JobLines(report.statistics).lines },
        { TableLines(report.unusedTable()) }, { TableLines(report.modelTable()) },
        { TableLines(report.benchmarkTable) }, { report.findingLines }, { report.nodeLines },
        { report.heatLines() }, { TableLines(report.hourTable) }, { TableLines(report.dayTable) },
        { TableLines(report.tierTable) }, { TableLines(report.componentTable) },
        { TableLines(report.refusalTable()) }, { TableLines(report.inputTable()) },
        { TableLines(report.conservationTable) },
      ]
  }
}
