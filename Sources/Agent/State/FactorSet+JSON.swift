public import Exporters
public import Footprint
internal import NodeModel

extension JSONWriter {
  /// Writes factors as `docs/schema/factors.json` has them.
  public mutating func factors(_ set: FactorSet) {
    object { json in
      json.member("version", set.version)
      json.member("currency", set.currency?.code)
      json.key("factors")
      json.array { json in
        for note in set.notes { json.note(note) }
      }
      guard let embodied = set.embodied else { return }
      json.key("embodied")
      json.object { json in
        json.member("lifetime_years", count: embodied.lifetimeYears)
        json.member("cores", count: embodied.capacity.cores)
        json.member("accelerators", count: embodied.capacity.accelerators)
        json.member("memory_mebibytes", count: embodied.capacity.memoryMebibytes)
        json.key("parts")
        json.array { json in
          for part in embodied.parts { json.part(part) }
        }
      }
    }
  }

  private mutating func note(_ note: FactorNote) {
    object { json in
      json.member("name", note.name)
      json.member("value", note.value)
      json.member("low", note.low)
      json.member("high", note.high)
      json.member("unit", note.unit)
      json.member("source", note.source)
      json.member("quality", note.quality.rawValue)
      json.member("year", count: note.year)
      json.key("remarks")
      json.array { json in
        for remark in note.remarks { json.string(remark) }
      }
    }
  }

  private mutating func part(_ part: EmbodiedPart) {
    object { json in
      json.member("name", part.name)
      json.member("count", count: part.count)
      json.member("kilograms", part.kilograms.value.double)
      json.member("low", part.kilograms.interval?.lowerBound.double)
      json.member("high", part.kilograms.interval?.upperBound.double)
      json.member("resource", part.resource.rawValue)
      json.member("source", part.source)
    }
  }
}

extension StoredFactors {
  /// Factors that are in force from a time on, in seconds since 1970, UTC.
  init(_ set: FactorSet, from start: Int64) {
    var writer = JSONWriter()
    writer.factors(set)
    self.init(start: start, document: String(decoding: writer.text.bytes, as: UTF8.self))
  }
}
