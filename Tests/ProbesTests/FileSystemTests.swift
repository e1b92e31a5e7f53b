import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("File systems")
struct FileSystemTests {
  private static func points(_ text: String) -> [String] {
    Mount.visible(Array(text.utf8).span).local.map(\.point)
  }

  /// What is left to a worker.
  private static func waiting(_ text: String) -> [String] {
    Mount.visible(Array(text.utf8).span).waiting.map(\.point)
  }

  @Test("only local file systems are asked by the agent: a server that is gone would hang it")
  func localOnly() {
    let table = """
      22 27 0:21 / /proc rw,relatime - proc proc rw
      27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
      30 27 0:30 / /home rw - nfs4 server:/home rw
      31 27 0:31 / /run rw - tmpfs tmpfs rw
      32 27 0:32 / /dev/shm rw - tmpfs tmpfs rw
      33 27 0:33 / /mnt/ssh rw - fuse.sshfs user@host: rw
      37 27 0:37 / /var/lib/lxcfs rw - fuse.lxcfs lxcfs rw
      34 27 7:1 / /snap/core ro - squashfs /dev/loop1 ro
      35 27 0:35 / /run/user/1000 rw - tmpfs tmpfs rw
      36 27 8:17 / /mnt/a\\040disk rw master:2 propagate_from:1 - xfs /dev/sdb1 rw
      """
    #expect(Self.points(table) == ["/", "/run", "/mnt/a disk"])
    #expect(Self.waiting(table) == ["/home", "/mnt/ssh"])
  }

  @Test("a device that is mounted twice is shown where its own root is")
  func bindMounts() {
    let table = """
      27 1 254:0 / / rw - ext4 /dev/vda rw
      40 27 8:1 /pods/7 /var/lib/pod rw - xfs /dev/sda1 rw
      41 27 8:1 / /data rw - xfs /dev/sda1 rw
      42 27 254:0 /etc /mnt/etc rw - ext4 /dev/vda rw
      """
    #expect(Self.points(table) == ["/", "/data"])
  }

  @Test("a file system over which a later one was mounted is left alone, with all below it")
  func hidden() {
    let table = """
      22 27 0:21 / /proc rw - proc proc rw
      27 1 254:0 / / rw - ext4 /dev/vda rw
      40 27 8:1 / /mnt rw - xfs /dev/sda1 rw
      41 40 8:2 / /mnt/data rw - xfs /dev/sda2 rw
      42 40 0:50 / /mnt rw - nfs4 server:/mnt rw
      43 27 8:3 / /mnt2 rw - xfs /dev/sda3 rw
      """
    #expect(Self.points(table) == ["/", "/mnt2"])
  }

  @Test("sizes of this machine's root are those that df prints")
  func thisMachine() throws {
    let df = try Program.run("/usr/bin/df", "-B1", "--output=size,itotal,target", "/").output
    let words = df.split(separator: "\n")[1].split(separator: " ")
    let systems = try #require(try Sampling(FileSystem.self))
    let point = String(words[2])
    #expect(
      systems.family("nodeprobe_filesystem_size_bytes", by: "mountpoint")[point] == Double(words[0])
    )
    if words[1] != "0", words[1] != "-" {
      #expect(
        systems.family("nodeprobe_filesystem_files", by: "mountpoint")[point] == Double(words[1]))
    }
  }

  @Test("a table of another machine is no reason to ask this one's file systems")
  func captured() throws {
    let tree = try TemporaryDirectory()
    try tree.write("27 1 254:0 / / rw - ext4 /dev/vda rw\n", to: "self/mountinfo")
    #expect(try Sampling(FileSystem.self, proc: tree.path, sys: tree.path) == nil)
  }

  @Test("the file systems of a host are reached through its first process")
  func throughProcess1() throws {
    let tree = try TemporaryDirectory()
    let table = "27 1 254:0 / / rw - ext4 /dev/vda rw\n"
    try tree.write(table, to: "1/mountinfo")
    try tree.folder("1/root")
    let systems = try #require(try Sampling(FileSystem.self, proc: tree.path, sys: tree.path))
    #expect(systems.family("nodeprobe_filesystem_size_bytes", by: "mountpoint").keys.contains("/"))
    // Mounts that are not shown change nothing, a server over the root changes all.
    try tree.write(table + "28 27 0:21 / /proc rw - proc proc rw\n", to: "1/mountinfo")
    systems.round()
    #expect(!systems.readings.wantsDiscovery && !systems.values.isEmpty)
    try tree.write(table + "28 27 0:40 / / rw - nfs4 server:/ rw\n", to: "1/mountinfo")
    systems.round()
    #expect(systems.readings.wantsDiscovery && systems.values.isEmpty)
  }

  @Test(
    "what only this view of a file system may not write is not read-only",
    arguments: [
      ("ro,relatime - ext4 /dev/vda rw,discard", 0.0),
      ("rw,relatime - ext4 /dev/vda ro,discard", 1),
    ])
  func readOnly(options: String, expected: Double) throws {
    let tree = try TemporaryDirectory()
    try tree.write("27 1 254:0 / / \(options)\n", to: "1/mountinfo")
    try tree.folder("1/root")
    let systems = try #require(try Sampling(FileSystem.self, proc: tree.path, sys: tree.path))
    #expect(systems.family("nodeprobe_filesystem_readonly", by: "mountpoint") == ["/": expected])
  }

  @Test("file systems whose statfs waits for a cluster or a pool are left to a worker")
  func clustersAndPools() {
    let table = """
      27 1 254:0 / / rw - ext4 /dev/vda rw
      30 27 0:30 / /tank rw - zfs tank rw
      31 27 8:32 / /shared rw - ocfs2 /dev/sdc rw
      32 27 8:33 / /cluster rw - gfs2 /dev/sdd rw
      33 27 8:1 / /data rw - xfs /dev/sda1 rw
      """
    #expect(Self.points(table) == ["/", "/data"])
    #expect(Self.waiting(table) == ["/tank", "/shared", "/cluster"])
  }

  @Test("a disk below a server's directory is left to a worker: the way leads through the server")
  func throughServers() {
    let table = """
      22 27 0:21 / /sys rw - sysfs sysfs rw
      27 1 254:0 / / rw - ext4 /dev/vda rw
      30 27 0:30 / /home rw - nfs4 server:/home rw
      31 30 8:1 / /home/scratch rw - xfs /dev/sda1 rw
      32 31 8:2 / /home/scratch/deep rw - ext4 /dev/sda2 rw
      33 27 0:33 / /efi rw - autofs systemd-1 rw
      34 33 8:3 / /efi rw - vfat /dev/sda3 rw
      35 27 7:1 / /snap/core ro - squashfs /dev/loop1 ro
      36 35 8:4 / /snap/core/data rw - ext4 /dev/sda4 rw
      37 27 0:37 / /mnt/ssh rw - fuse.sshfs user@host: rw
      38 37 0:38 / /mnt/ssh/tmp rw - tmpfs tmpfs rw
      """
    #expect(Self.points(table) == ["/", "/snap/core/data"])
    // To ask what autofs mounted would keep it mounted.
    #expect(
      Self.waiting(table)
        == ["/home", "/home/scratch", "/home/scratch/deep", "/mnt/ssh", "/mnt/ssh/tmp"])
    let diskless = """
      27 1 0:20 / / rw - nfs4 server:/root rw
      30 27 8:1 / /scratch rw - xfs /dev/sda1 rw
      """
    #expect(Self.points(diskless).isEmpty)
    #expect(Self.waiting(diskless) == ["/", "/scratch"])
  }

  @Test("a device that can be asked without waiting is not asked through a server, too")
  func twoWays() {
    let table = """
      27 1 254:0 / / rw - ext4 /dev/vda rw
      30 27 0:30 / /home rw - nfs4 server:/home rw
      31 30 254:0 /var /home/var rw - ext4 /dev/vda rw
      32 27 0:30 /a /mnt/a rw - nfs4 server:/home/a rw
      """
    #expect(Self.points(table) == ["/"])
    #expect(Self.waiting(table) == ["/home"])
  }

  @Test("a table whose mounts stand on each other in a circle is read to its end")
  func circle() {
    let table = """
      30 31 8:1 / /a rw - ext4 /dev/sda1 rw
      31 30 8:2 / /b rw - ext4 /dev/sda2 rw
      32 32 8:3 / /c rw - ext4 /dev/sda3 rw
      """
    #expect(Self.points(table) == ["/a", "/b", "/c"])
  }
}
