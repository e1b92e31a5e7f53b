public import NodeModel

extension BenchDocument {
  /// Writes `nodeprobe.bench/1`; `BenchDocument(reading:)` reads it back as an equal document, times to the
  /// millisecond.
  public func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("schema", Self.schema)
      json.key("context")
      conditions.write(into: &json)
      json.key("results")
      json.array { json in
        for result in results { result.write(into: &json) }
      }
      if !levels.isEmpty {
        json.key("levels")
        json.array { json in
          for level in levels { level.write(into: &json) }
        }
      }
      if !omissions.isEmpty {
        json.key("omitted")
        json.array { json in
          for omission in omissions { omission.write(into: &json) }
        }
      }
    }
  }
}

extension BenchOmission {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      subject.write(into: &json)
      json.member("reason", reason)
      if count > 1 { json.member("count", count: count) }
    }
  }
}
