import ArgumentParser
import LinuxFiles

/// Where the kernel's files are; for containers with the host mounted, captures and fixtures.
struct RootOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Read sysfs below DIR instead of /sys.", valueName: "dir"))
  var sysfs = "/sys"

  @Option(help: ArgumentHelp("Read procfs below DIR instead of /proc.", valueName: "dir"))
  var procfs = "/proc"

  /// Opens both trees.
  func open() throws -> Root {
    try Root(proc: procfs, sys: sysfs)
  }
}
