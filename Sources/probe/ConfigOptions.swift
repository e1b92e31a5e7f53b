import ArgumentParser

/// Which configuration is read.
struct ConfigOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read this YAML file instead of /etc/nodeprobe/probe.yaml.", valueName: "file"))
  var config: String?
}
