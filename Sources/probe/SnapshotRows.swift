import NodeModel

/// One series of a snapshot that has a value, with its labels by name.
struct SnapshotRow {
  let family: String
  let labels: [Label]
  let value: Double

  /// The value of a label; nil where the series has none of that name.
  subscript(_ name: String) -> String? {
    labels.first { $0.name == name }?.value
  }
}

extension Snapshot {
  /// Everything that has a value, in the order of its declaration.
  var rows: [SnapshotRow] {
    zip(catalogue.entries, values).compactMap { entry, value in
      value.double.map {
        SnapshotRow(
          family: entry.metric.name.description, labels: entry.labels, value: $0)
      }
    }
  }
}
