extension BenchConditions.Processor: JSONRecord {
  /// In the order of the document.
  public static var members: [JSONMember<Self>] {
    [
      .text("vendor", \.vendor), .text("model", \.model), .count("family", \.family),
      .count("model_number", \.modelNumber), .count("stepping", \.stepping),
      .text("microcode", \.microcode), .texts("flags", \.flags),
      .text("instructions", \.instructions),
    ]
  }
}

extension BenchConditions.Memory: JSONRecord {
  /// In the order of the document.
  public static var members: [JSONMember<Self>] {
    [
      .count("total_bytes", \.totalBytes), .count("available_bytes", \.availableBytes),
      .text("transparent_huge_pages", \.transparentHugePages),
      .count("huge_page_bytes", \.hugePageBytes), .count("free_huge_pages", \.freeHugePages),
    ]
  }
}

extension BenchConditions.Limits: JSONRecord {
  /// In the order of the document.
  public static var members: [JSONMember<Self>] {
    [.count("memory_bytes", \.memoryBytes), .number("cpus", \.cpus)]
  }
}

extension BenchConditions.Scaling: JSONRecord {
  /// In the order of the document.
  public static var members: [JSONMember<Self>] {
    [.text("driver", \.driver), .text("governor", \.governor), .flag("boost", \.isBoosting)]
  }
}

extension BenchConditions.Instant: JSONRecord {
  /// In the order of the document.
  public static var members: [JSONMember<Self>] {
    [
      .number("measured_hertz", \.measuredHertz), .number("reported_hertz", \.reportedHertz),
      .number("temperature_celsius", \.temperatureCelsius), .total("throttles", \.throttles),
    ]
  }
}

extension BenchConditions.Load: JSONRecord {
  /// In the order of the document.
  public static var members: [JSONMember<Self>] {
    [
      .number("steal_ratio", \.stealRatio), .number("shared_ratio", \.sharedRatio),
      .number("other_cpus", \.otherCPUs), .number("average_before", \.averageBefore),
    ]
  }
}
