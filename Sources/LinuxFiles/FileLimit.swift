internal import CLinux

/// How many files this process may have open at once.
public enum FileLimit {
  /// Asks for room for so many more than `kept`, as far as the hard limit allows; how many there is room for.
  ///
  /// System call: `setrlimit(2)` with `RLIMIT_NOFILE`, of which a service has 1,024 unless it asks.
  public static func makeRoom(for more: Int, beside kept: Int) -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
    let wanted = rlim_t(clamping: more + kept)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = min(wanted, limit.rlim_max)
      if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return min(more, max(0, Int(clamping: limit.rlim_cur) - kept))
  }
}
