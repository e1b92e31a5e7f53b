extension BenchConditions {
  /// Reads `context`.
  init(from reader: inout JSONReader) throws(JSONError) {
    self.init()
    let start = reader.start()
    var isTimed = (start: false, end: false)
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "version": version = try reader.string()
      case "compiler": compiler = try reader.string()
      case "product_revision": productRevision = try reader.count()
      case "extent": extent = try reader.string()
      case "started":
        started = try reader.time()
        isTimed.start = true
      case "ended":
        ended = try reader.time()
        isTimed.end = true
      case "interrupted": isInterrupted = try reader.bool()
      case "kernel": kernel = try reader.string()
      case "architecture": architecture = try reader.string()
      case "hypervisor": hypervisor = try reader.string()
      case "processor": try processor.read(from: &reader)
      case "cpus": cpus = try reader.list { reader throws(JSONError) in try reader.count() }
      case "online_cpus": onlineCPUs = try reader.count()
      case "numa_nodes": numaNodes = try reader.count()
      case "caches":
        caches = try reader.list { reader throws(JSONError) in try Cache(from: &reader) }
      case "memory": try memory.read(from: &reader)
      case "limits": try limits.read(from: &reader)
      case "scaling": try scaling.read(from: &reader)
      case "before": try before.read(from: &reader)
      case "after": try after.read(from: &reader)
      case "load": try load.read(from: &reader)
      default: try reader.skipValue()
      }
    }
    guard isTimed.start, isTimed.end else {
      throw JSONError(at: start, "the times \"started\" and \"ended\" are missing")
    }
  }
}
