import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Energy per operation", .enabled(if: MountNamespace.isAvailable), .serialized)
struct BenchEnergyTests {
  /// A package's counter that runs on by itself, in a tree that is laid over `/sys/class`. It wraps after
  /// five seconds.
  private final class MovingPackage: @unchecked Sendable {
    static let watts = 50.0
    private static let range: UInt64 = 65_532_610_987
    let tree: TemporaryDirectory
    private let file: Int32
    private let lock = NSLock()
    private var isMoving = true
    private var pause = 0.0

    init() throws {
      tree = try TemporaryDirectory()
      let zone = "class/powercap/intel-rapl:0/"
      try tree.write("intel-rapl\n", to: "class/powercap/intel-rapl/name")
      try tree.write("package-0\n", to: zone + "name")
      try tree.write("1\n", to: zone + "enabled")
      try tree.write("\(Self.range)\n", to: zone + "max_energy_range_uj")
      try tree.write("\(Self.range - 250_000_000)\n", to: zone + "energy_uj")
      file = open(tree.path + "/" + zone + "energy_uj", O_WRONLY)
      try #require(file >= 0)
      Thread { [self] in
        let start = Date()
        var last = 0.0
        while lock.withLock({ isMoving }) {
          let now = -start.timeIntervalSinceNow
          lock.withLock { pause = max(pause, now - last) }
          last = now
          let energy = UInt64(now * Self.watts * 1e6)
          let counter = (Self.range - 250_000_000 + energy) % Self.range
          // Always as long, so that no reader meets half of a number.
          let text = String(format: "%011d\n", Int(counter))
          _ = text.withCString { pwrite(file, $0, text.utf8.count, 0) }
          usleep(1000)
        }
        close(file)
      }.start()
    }

    func stop() { lock.withLock { isMoving = false } }

    /// For how long the counter stood still at most, in seconds: on a busy machine its thread has to wait.
    var longestPause: Double { lock.withLock { pause } }
  }

  @Test("a package of 50 W gives 50 W, and as much work for a joule as the rate over 50 W")
  func energy() throws {
    let package = try MovingPackage()
    defer { package.stop() }
    let state = try TemporaryDirectory()
    let script = """
      mount --make-rprivate / && mount --bind "$1/class" /sys/class && shift && exec "$@"
      """
    let answer = try Program.run(
      "/usr/bin/unshare",
      [
        geteuid() == 0 ? "-m" : "-Urm", "sh", "-c", script, "sh", package.tree.path,
        BuiltProgram.folder.appendingPathComponent("probe").path, "bench", "--full", "--suite",
        "gemm",
        "--only", "case=fp32", "--only", "n=1024", "--only", "threads=1", "--json",
        "--state-dir", state.path + "/state",
      ])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let results = try #require(document["results"] as? [[String: Any]])
    #expect(!results.isEmpty)
    // Of a tenth of a second, the shortest time between two readings.
    let doubt = 0.05 + package.longestPause / 0.1
    for result in results {
      let watts = try #require(result["watts"] as? Double)
      #expect(abs(watts / MovingPackage.watts - 1) < doubt)
      #expect(result["energy_quality"] as? String == "measured")
      // Other programs may slow the long repetition between two readings of the meter, nothing makes it faster.
      let work = try #require(result["work_per_joule"] as? Double)
      let best = try #require(result["best"] as? Double)
      #expect(work * (1 - doubt) < best / MovingPackage.watts * 1.05)
      #expect(work > best / MovingPackage.watts * 0.05)
    }
  }
}
