extension BenchConditions.Processor {
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "vendor": vendor = try reader.string()
      case "model": model = try reader.string()
      case "family": family = try reader.count()
      case "model_number": modelNumber = try reader.count()
      case "stepping": stepping = try reader.count()
      case "microcode": microcode = try reader.string()
      case "flags": flags = try reader.list { reader throws(JSONError) in try reader.string() }
      case "instructions": instructions = try reader.string()
      default: try reader.skipValue()
      }
    }
  }
}

extension BenchConditions.Cache {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var level: Int?
    var bytes: Int?
    var sharers: Int?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "level": level = try reader.count()
      case "bytes": bytes = try reader.count()
      case "sharers": sharers = try reader.count()
      default: try reader.skipValue()
      }
    }
    self.init(
      level: try level.required("level", in: start), bytes: try bytes.required("bytes", in: start),
      sharers: try sharers.required("sharers", in: start))
  }
}

extension BenchConditions.Memory {
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "total_bytes": totalBytes = try reader.count()
      case "available_bytes": availableBytes = try reader.count()
      case "transparent_huge_pages": transparentHugePages = try reader.string()
      case "huge_page_bytes": hugePageBytes = try reader.count()
      case "free_huge_pages": freeHugePages = try reader.count()
      default: try reader.skipValue()
      }
    }
  }
}

extension BenchConditions.Limits {
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "memory_bytes": memoryBytes = try reader.count()
      case "cpus": cpus = try reader.number()
      default: try reader.skipValue()
      }
    }
  }
}

extension BenchConditions.Scaling {
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "driver": driver = try reader.string()
      case "governor": governor = try reader.string()
      case "boost": isBoosting = try reader.bool()
      default: try reader.skipValue()
      }
    }
  }
}

extension BenchConditions.Instant {
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "measured_hertz": measuredHertz = try reader.number()
      case "reported_hertz": reportedHertz = try reader.number()
      case "temperature_celsius": temperatureCelsius = try reader.number()
      case "throttles": throttles = UInt64(try reader.count())
      default: try reader.skipValue()
      }
    }
  }
}

extension BenchConditions.Load {
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "steal_ratio": stealRatio = try reader.number()
      case "shared_ratio": sharedRatio = try reader.number()
      case "other_cpus": otherCPUs = try reader.number()
      case "average_before": averageBefore = try reader.number()
      default: try reader.skipValue()
      }
    }
  }
}
