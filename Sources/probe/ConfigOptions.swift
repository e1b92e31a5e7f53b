import ArgumentParser

/// Which configuration is read.
struct ConfigOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read this YAML file instead of /etc/nodeprobe/probe.yaml.", valueName: "file"))
  var config: String?
}

/// Which agent is asked, or which directory is written.
struct StateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use this state directory instead of /var/lib/nodeprobe or the user's own.",
      valueName: "dir"))
  var stateDir: String?
}
