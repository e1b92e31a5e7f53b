internal import CLinux
public import LinuxFiles

/// CPUs that are busy for a part of their time, from `init` until `end`.
///
/// Each thread is bound to its CPU, works and sleeps by turns of 8 to 24 ms. The lengths are random: a
/// kernel that counts CPU time by its tick would see every turn of an even rhythm at the same place.
public final class SteadyLoad {
  private let interruption = Interruption()
  private var threads: [pthread_t] = []

  /// Starts threads that keep all CPUs of `machine` busy for `share` of their time in the mean, 0 to 1.
  /// Throws where threads or memory are refused.
  public init(_ mix: LoadMix, share: Double, on machine: Machine) throws(SystemError) {
    let shares = mix.shares(of: share, among: machine.cpus.count)
    for (cpu, own) in zip(machine.cpus, shares) {
      let work: any LoadWork =
        switch mix {
        case .arithmetic: ArithmeticWork(on: machine)
        case .memory: try MemoryWork(on: machine, threads: shares.count)
        }
      try start(LoadThread(on: cpu, share: own, work, until: interruption))
    }
  }

  deinit { end() }

  /// Stops all threads and waits for them: some milliseconds.
  public func end() {
    interruption.request()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  private func start(_ load: LoadThread) throws(SystemError) {
    let context = unsafe Unmanaged.passRetained(load)
    var thread = pthread_t()
    let failure = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<LoadThread>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard failure == 0 else {
      unsafe context.release()
      end()
      throw SystemError(code: failure, operation: "start a thread on", path: "CPU \(load.cpu)")
    }
    threads.append(thread)
  }
}
