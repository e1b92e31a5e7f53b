/// How a kernel writes its target.
enum StreamStores: String, Sendable {
  /// Through the caches: a line is read before it is first written.
  case regular
  /// Past the caches, whole lines at a time, with a fence inside the clock.
  case nonTemporal = "non-temporal"
}
