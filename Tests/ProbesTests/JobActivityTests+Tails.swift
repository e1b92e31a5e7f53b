import Foundation
import LinuxFiles
import NodeModel
@testable import Probes
import TestSupport
import Testing

/// What jobs did after they were read last.
extension JobActivityTests {
  private var second: UInt64 { 1_000_000_000 }

  private static let groups = "sys/fs/cgroup/"
  private static let identity = String(repeating: "ab", count: 32)
  private static let other = String(repeating: "cd", count: 32)

  /// The CPU time of a group, in milliseconds.
  private func set(_ path: String, milliseconds: Int) throws {
    try tree.write("usage_usec \(milliseconds * 1000)\n", to: Self.groups + path + "/cpu.stat")
  }

  private func end(_ path: String) throws {
    // The kernel reads nothing from an open file of a group that is gone.
    try tree.write("\n", to: Self.groups + path + "/cpu.stat")
    try FileManager.default.removeItem(atPath: tree.path + "/" + Self.groups + path)
  }

  @Test("until their very end is told by their parent")
  func tails() throws {
    try set(1, microseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try set(1, microseconds: 100_000)
    try set(2, microseconds: 300_000)
    try tree.write("usage_usec 400000\n", to: slurm + "/cpu.stat")
    #expect(round(activity, 2 * second) == ["1": 100_000_000, "2": 300_000_000])
    // Job 2 runs for another 0.7 s and is gone; job 1 runs for 0.2 s meanwhile.
    try FileManager.default.removeItem(atPath: tree.path + "/" + slurm + "/job_2")
    try set(1, microseconds: 300_000)
    try tree.write("usage_usec 1300000\n", to: slurm + "/cpu.stat")
    #expect(round(activity, 3 * second) == ["1": 200_000_000, "2†": 700_000_000])
    #expect(round(activity, 4 * second) == ["1": 0])
  }

  @Test("that came and went between two looks are counted by their parent as well")
  func shortLived() throws {
    try set(1, microseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try set(9, microseconds: 0)
    try FileManager.default.removeItem(atPath: tree.path + "/" + slurm + "/job_9")
    try tree.write("usage_usec 80000\n", to: slurm + "/cpu.stat")
    #expect(round(activity, 2 * second) == ["1": 0, "9†": 80_000_000])
    #expect(round(activity, 3 * second) == ["1": 0])
  }

  // MARK: Folders in one another

  /// How the kubelet names the folders of pods.
  struct Kubelet: Sendable {
    let all: String
    let burstable: String
    /// A Guaranteed pod lies beside the class of the Burstable ones, `other` is another.
    let guaranteed: String
    let other: String
    let pod: String

    static let systemd = Kubelet(
      all: "kubepods.slice", burstable: "kubepods.slice/kubepods-burstable.slice",
      guaranteed: "kubepods.slice/kubepods-pod\(uid(1, "_")).slice",
      other: "kubepods.slice/kubepods-pod\(uid(2, "_")).slice",
      pod: "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod\(uid(3, "_")).slice")
    static let cgroupfs = Kubelet(
      all: "kubepods", burstable: "kubepods/burstable", guaranteed: "kubepods/pod\(uid(1, "-"))",
      other: "kubepods/pod\(uid(2, "-"))", pod: "kubepods/burstable/pod\(uid(3, "-"))")

    static func uid(_ digit: Int, _ hyphen: String) -> String {
      [8, 4, 4, 4, 12].map { String(repeating: "\(digit)", count: $0) }.joined(separator: hyphen)
    }
  }

  private func name(_ digit: Int) -> String { Kubelet.uid(digit, "-") }

  @Test(
    "have nothing of what jobs in folders beside theirs did",
    arguments: [Kubelet.systemd, Kubelet.cgroupfs])
  func nested(kubelet: Kubelet) throws {
    /// What each has until now, in milliseconds; the folders have what ended as well.
    func set(pod: Int?, guaranteed: Int?, other: Int? = nil, burstable: Int, all: Int) throws {
      try self.set(kubelet.all, milliseconds: all)
      try self.set(kubelet.burstable, milliseconds: burstable)
      if let pod { try self.set(kubelet.pod, milliseconds: pod) }
      if let guaranteed { try self.set(kubelet.guaranteed, milliseconds: guaranteed) }
      if let other { try self.set(kubelet.other, milliseconds: other) }
    }
    try set(pod: 0, guaranteed: 0, burstable: 0, all: 0)
    // Half a CPU is requested, and more may be used.
    try tree.write("20\n", to: Self.groups + kubelet.pod + "/cpu.weight")
    let activity = try activity()
    _ = round(activity, 1 * second)
    try set(pod: 4000, guaranteed: 1000, burstable: 4000, all: 5000)
    #expect(
      round(activity, 2 * second) == [name(1): 1_000_000_000, name(3): 4_000_000_000])
    // The Guaranteed pod ends after 0.6 s of work, beside 5 s of the other.
    try end(kubelet.guaranteed)
    try set(pod: 9000, guaranteed: nil, burstable: 9000, all: 10_600)
    #expect(
      round(activity, 3 * second) == [name(1) + "†": 600_000_000, name(3): 5_000_000_000])
    try set(pod: 9500, guaranteed: nil, other: 200, burstable: 9500, all: 11_300)
    #expect(round(activity, 4 * second) == [name(2): 200_000_000, name(3): 500_000_000])
    // Both end, after 0.7 s and 0.1 s.
    try end(kubelet.pod)
    try end(kubelet.other)
    try set(pod: nil, guaranteed: nil, burstable: 10_200, all: 12_100)
    #expect(
      round(activity, 5 * second) == [name(2) + "†": 100_000_000, name(3) + "†": 700_000_000])
    #expect(round(activity, 6 * second) == [:])
  }

  @Test("have all that is theirs where the folder is met later than jobs in it")
  func nestedLater() throws {
    let kubelet = Kubelet.systemd
    try set(kubelet.all, milliseconds: 0)
    try set(kubelet.burstable, milliseconds: 0)
    try set(kubelet.pod, milliseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try set(kubelet.all, milliseconds: 1000)
    try set(kubelet.burstable, milliseconds: 1000)
    try set(kubelet.pod, milliseconds: 1000)
    #expect(round(activity, 2 * second) == [name(3): 1_000_000_000])
    // A Guaranteed pod comes when the other has worked for 0.4 s that nobody has told yet.
    try set(kubelet.pod, milliseconds: 1400)
    try set(kubelet.burstable, milliseconds: 1400)
    try set(kubelet.guaranteed, milliseconds: 50)
    try set(kubelet.all, milliseconds: 1450)
    var buffer = ReadBuffer()
    _ = activity.look(at: 2 * second + second / 2, buffer: &buffer) { _ in JobEntry(account: 0) }
    // It ends with 0.4 s in all, and nobody has read it since.
    try end(kubelet.guaranteed)
    try set(kubelet.pod, milliseconds: 2000)
    try set(kubelet.burstable, milliseconds: 2000)
    try set(kubelet.all, milliseconds: 2400)
    #expect(
      round(activity, 3 * second) == [name(1) + "†": 400_000_000, name(3): 1_000_000_000])
  }

  @Test("have what is theirs after a folder in between went and another came")
  func nestedAgain() throws {
    let kubelet = Kubelet.systemd
    try set(kubelet.all, milliseconds: 0)
    try set(kubelet.burstable, milliseconds: 0)
    try set(kubelet.pod, milliseconds: 0)
    try set(kubelet.guaranteed, milliseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try end(kubelet.burstable)
    _ = round(activity, 2 * second)
    try set("docker", milliseconds: 0)
    try set("docker/" + Self.identity, milliseconds: 0)
    _ = round(activity, 3 * second)
    // 2 s of the container are not below kubepods; the class of pods is there again.
    try set("docker", milliseconds: 2000)
    try set("docker/" + Self.identity, milliseconds: 2000)
    try set(kubelet.burstable, milliseconds: 300)
    try set(kubelet.pod, milliseconds: 300)
    try end(kubelet.guaranteed)
    try set(kubelet.all, milliseconds: 1200)
    #expect(
      round(activity, 4 * second) == [
        name(1) + "†": 900_000_000, name(3): 300_000_000, Self.identity: 2_000_000_000,
      ])
    try end("docker/" + Self.identity)
    try set("docker", milliseconds: 2500)
    try set(kubelet.burstable, milliseconds: 700)
    try set(kubelet.pod, milliseconds: 700)
    try set(kubelet.all, milliseconds: 1600)
    #expect(
      round(activity, 5 * second) == [name(3): 400_000_000, Self.identity + "†": 500_000_000])
  }

  @Test("have nothing of jobs deeper in their folder, whose own may hold others than jobs")
  func deeper() throws {
    let single = "machine.slice/libpod-\(Self.identity).scope"
    let pod = "machine.slice/machine-libpod_pod_\(Self.other).slice"
    let inPod = pod + "/libpod-\(Self.other).scope"
    try set("machine.slice", milliseconds: 0)
    try set(pod, milliseconds: 0)
    try set(inPod, milliseconds: 0)
    try set(single, milliseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try end(single)
    try set("machine.slice", milliseconds: 3100)
    try set(pod, milliseconds: 3000)
    try set(inPod, milliseconds: 3000)
    #expect(
      round(activity, 2 * second) == [
        Self.identity + "†": 100_000_000, Self.other: 3_000_000_000,
      ])
  }

  @Test("share what their folder did with those that end deeper in it")
  func deeperToo() throws {
    let single = "machine.slice/libpod-\(Self.identity).scope"
    let pod = "machine.slice/machine-libpod_pod_\(Self.other).slice"
    let inPod = pod + "/libpod-\(Self.other).scope"
    for path in ["machine.slice", pod, inPod, single] { try set(path, milliseconds: 0) }
    let activity = try activity()
    _ = round(activity, 1 * second)
    try end(single)
    try end(inPod)
    try set(pod, milliseconds: 6000)
    try set("machine.slice", milliseconds: 6200)
    #expect(
      round(activity, 2 * second) == [
        Self.identity + "†": 3_100_000_000, Self.other + "†": 3_100_000_000,
      ])
  }

  // MARK: No more than can be

  @Test(
    "have no more than their CPUs can have done, whatever others did in their folder",
    arguments: [
      // Half a second of 8 CPUs; of one, and what its quota grants for a tenth of a second more.
      ("max 100000\n", 4_000_000_000), ("100000 100000\n", 600_000_000),
    ] as [(String, UInt64)])
  func bounded(quota: String, most: UInt64) throws {
    let container = "docker/" + Self.identity
    try set("docker", milliseconds: 0)
    try set(container, milliseconds: 0)
    try tree.write(quota, to: Self.groups + container + "/cpu.max")
    let activity = try activity()
    _ = round(activity, 1 * second)
    // BuildKit's own groups lie in the folder.
    try end(container)
    try set("docker", milliseconds: 6300)
    #expect(round(activity, 3 * second / 2) == [Self.identity + "†": most])
  }

  @Test("have nothing more where their group stays and is read to the end")
  func finished() throws {
    let container = "docker/" + Self.identity
    try set("docker", milliseconds: 0)
    try set(container, milliseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try set(container, milliseconds: 200)
    try set("docker", milliseconds: 6300)
    activity.finish(account: 0, at: 2 * second)
    #expect(round(activity, 2 * second) == [Self.identity + "†": 200_000_000])
  }

  @Test("have nothing where their group stays and did nothing")
  func finishedIdle() throws {
    let container = "docker/" + Self.identity
    try set("docker", milliseconds: 0)
    try set(container, milliseconds: 0)
    let activity = try activity()
    _ = round(activity, 1 * second)
    try set("docker", milliseconds: 6300)
    activity.finish(account: 0, at: 2 * second)
    #expect(round(activity, 2 * second) == [Self.identity + "†": 0])
  }
}
