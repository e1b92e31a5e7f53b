public import NodeModel

extension BenchConditions {
  /// Writes `context`.
  public func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("version", version)
      json.member("compiler", compiler)
      json.member("extent", extent)
      json.member("started", time: started)
      json.member("ended", time: ended)
      json.member("interrupted", flag: isInterrupted)
      json.member("kernel", kernel)
      json.member("architecture", architecture)
      json.member("hypervisor", hypervisor)
      processor.write(into: &json)
      json.key("cpus")
      json.array { json in
        for cpu in cpus { json.signed(Int64(cpu)) }
      }
      json.member("online_cpus", count: onlineCPUs)
      json.member("numa_nodes", count: numaNodes)
      json.key("caches")
      json.array { json in
        for cache in caches { cache.write(into: &json) }
      }
      memory.write(into: &json)
      limits.write(into: &json)
      scaling.write(into: &json)
      json.key("before")
      before.write(into: &json)
      json.key("after")
      after.write(into: &json)
      load.write(into: &json)
    }
  }
}

extension BenchConditions.Processor {
  fileprivate func write(into json: inout JSONWriter) {
    json.key("processor")
    json.object { json in
      json.member("vendor", vendor)
      json.member("model", model)
      json.member("family", count: family)
      json.member("model_number", count: modelNumber)
      json.member("stepping", count: stepping)
      json.member("microcode", microcode)
      json.key("flags")
      json.array { json in
        for flag in flags { json.string(flag) }
      }
      json.member("instructions", instructions)
    }
  }
}

extension BenchConditions.Cache {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("level", count: level)
      json.member("bytes", count: bytes)
      json.member("sharers", count: sharers)
    }
  }
}

extension BenchConditions.Memory {
  fileprivate func write(into json: inout JSONWriter) {
    json.key("memory")
    json.object { json in
      json.member("total_bytes", count: totalBytes)
      json.member("available_bytes", count: availableBytes)
      json.member("transparent_huge_pages", transparentHugePages)
      json.member("huge_page_bytes", count: hugePageBytes)
      json.member("free_huge_pages", count: freeHugePages)
    }
  }
}

extension BenchConditions.Limits {
  fileprivate func write(into json: inout JSONWriter) {
    json.key("limits")
    json.object { json in
      json.member("memory_bytes", count: memoryBytes)
      json.member("cpus", cpus)
    }
  }
}

extension BenchConditions.Scaling {
  fileprivate func write(into json: inout JSONWriter) {
    json.key("scaling")
    json.object { json in
      json.member("driver", driver)
      json.member("governor", governor)
      if let isBoosting { json.member("boost", flag: isBoosting) }
    }
  }
}

extension BenchConditions.Instant {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("measured_hertz", measuredHertz)
      json.member("reported_hertz", reportedHertz)
      json.member("temperature_celsius", temperatureCelsius)
      json.member("throttles", count: throttles)
    }
  }
}

extension BenchConditions.Load {
  fileprivate func write(into json: inout JSONWriter) {
    json.key("load")
    json.object { json in
      json.member("steal_ratio", stealRatio)
      json.member("shared_ratio", sharedRatio)
      json.member("other_cpus", otherCPUs)
      json.member("average_before", averageBefore)
    }
  }
}
