public import NodeModel

extension BenchConditions {
  /// Writes `context`.
  public func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("version", version)
      json.member("compiler", compiler)
      json.member("product_revision", count: productRevision)
      json.member("extent", extent)
      json.member("started", time: started)
      json.member("ended", time: ended)
      json.member("interrupted", flag: isInterrupted)
      json.member("kernel", kernel)
      json.member("architecture", architecture)
      json.member("hypervisor", hypervisor)
      json.member("processor", processor)
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
      json.member("memory", memory)
      json.member("limits", limits)
      json.member("scaling", scaling)
      json.member("before", before)
      json.member("after", after)
      json.member("load", load)
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
