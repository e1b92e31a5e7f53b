// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of ours is built with.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// Ten thousand merges in a test's few seconds. Released programs are built for size (Makefile), but who reads reports is
/// not: the compiler itself takes the last of several options, and there this one comes behind.
let fast: [SwiftSetting] = [
  .unsafeFlags(["-O"], .when(configuration: .debug)),
  .unsafeFlags(["-Xfrontend", "-O"], .when(configuration: .release)),
]
/// What it calls for each sample and row is built like it where it is released.
let fastReleased: [SwiftSetting] = [
  .unsafeFlags(["-Xfrontend", "-O"], .when(configuration: .release))
]

/// Tests are held to the same language, but may point into C without a word at each place.
let testing: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .treatAllWarnings(as: .error),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "nodeprobe",
  products: [
    .executable(name: "probe", targets: ["probe"]),
    .executable(name: "probe-agent", targets: ["probe-agent"]),
    .executable(name: "probe-fleet", targets: ["probe-fleet"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // C: system libraries and what Glibc does not show to Swift.
    .target(name: "CLinux"),
    .target(name: "CLibSensors", linkerSettings: [.linkedLibrary("sensors")]),
    .target(name: "CLibPCI", linkerSettings: [.linkedLibrary("pci")]),
    .target(name: "CYAML", linkerSettings: [.linkedLibrary("yaml")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CZstd", linkerSettings: [.linkedLibrary("zstd")]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(name: "CTables", exclude: ["tables", "web"]),
    // A kernel that was not optimized measures the compiler, in tests as well.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),

    // The rooms, lowest floor first.
    .target(name: "NodeModel", swiftSettings: strict + fastReleased),
    .target(name: "LinuxFiles", dependencies: ["CLinux"], swiftSettings: strict),
    .target(name: "Tables", dependencies: ["CTables", "NodeModel"], swiftSettings: strict),
    .target(
      name: "Probes",
      dependencies: ["CLinux", "CLibSensors", "CLibPCI", "NodeModel", "LinuxFiles"],
      path: "Probes", swiftSettings: strict),
    .target(
      name: "Exporters", dependencies: ["NodeModel"], path: "Exporters", swiftSettings: strict),
    .target(name: "EnergyLedger", dependencies: ["NodeModel"], swiftSettings: strict),
    .target(
      name: "Agent",
      dependencies: [
        "CLinux", "CSQLite", "CYAML", "CZlib", "CTables", "EnergyLedger", "Footprint", "PowerModel",
        "NodeModel", "LinuxFiles", "Probes", "Exporters", nioCore, nioPosix, nioHTTP1,
      ],
      swiftSettings: strict),
    .target(
      name: "Footprint", dependencies: ["NodeModel", "Tables"],
      swiftSettings: strict + fastReleased),
    .target(name: "PowerModel", dependencies: ["NodeModel", "Tables"], swiftSettings: strict),
    .target(
      name: "BenchKit", dependencies: ["CKernels", "CLinux", "LinuxFiles", "NodeModel"],
      swiftSettings: strict),
    .target(
      name: "FleetKit",
      dependencies: [
        "CKernels", "CLinux", "CTables", "CYAML", "CZlib", "CZstd", "Exporters", "Footprint",
        "LinuxFiles", "NodeModel",
      ],
      swiftSettings: strict + fast),
    .target(name: "Terminal", dependencies: ["CLinux", "NodeModel"], swiftSettings: strict),
    .target(
      name: "Commands", dependencies: ["Exporters", "LinuxFiles", "Terminal", argumentParser],
      swiftSettings: strict),
    .executableTarget(
      name: "probe-agent", dependencies: ["Agent", "CLinux"], swiftSettings: strict),
    .executableTarget(
      name: "probe",
      dependencies: [
        "Agent", "BenchKit", "CLinux", "Commands", "EnergyLedger", "Footprint", "Probes",
        "Exporters", "LinuxFiles", "NodeModel", "PowerModel", "Terminal", argumentParser,
      ],
      swiftSettings: strict,
      // Without relocations it starts in less than a megabyte of memory of its own, and so can still say
      // why it cannot run in a small cgroup.
      linkerSettings: [
        .unsafeFlags(["-Xclang-linker", "-no-pie"], .when(configuration: .release))
      ]),

    .executableTarget(
      name: "probe-fleet",
      dependencies: [
        "CLinux", "Commands", "Exporters", "FleetKit", "LinuxFiles", "NodeModel", "Terminal",
        argumentParser,
      ],
      swiftSettings: strict),

    // What Benchmarks/compare-gemm runs; part of no product.
    .executableTarget(
      name: "gemm-samples", dependencies: ["BenchKit", "CLinux", "LinuxFiles", "NodeModel"],
      path: "Benchmarks/GemmSamples", swiftSettings: strict),

    // What tests share: other programs, trees of real machines, probes below a root.
    .target(
      name: "TestSupport", dependencies: ["LinuxFiles", "NodeModel", "Probes"],
      path: "Tests/Support", swiftSettings: testing),

    // A node with known truth. Hours of it in seconds, in tests as well: so it is always optimized.
    .target(
      name: "Simulation", path: "Tests/Simulation",
      swiftSettings: strict + [.unsafeFlags(["-O"])]),

    // A ledger that is killed while it runs, by StateTests.
    .executableTarget(
      name: "state-driver",
      dependencies: ["Agent", "CLinux", "EnergyLedger", "LinuxFiles", "NodeModel", "TestSupport"],
      path: "Tests/StateDriver", swiftSettings: strict),

    // One test target a module, and one over the built programs.
    .testTarget(
      name: "NodeModelTests", dependencies: ["NodeModel", "TestSupport"], swiftSettings: testing),
    .testTarget(
      name: "LinuxFilesTests", dependencies: ["LinuxFiles", "TestSupport"], swiftSettings: testing),
    .testTarget(
      name: "ProbesTests",
      dependencies: ["EnergyLedger", "Probes", "LinuxFiles", "NodeModel", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "EnergyLedgerTests", dependencies: ["EnergyLedger", "NodeModel", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "ExportersTests", dependencies: ["Exporters", "NodeModel", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "FootprintTests", dependencies: ["Footprint", "NodeModel", "Tables", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "PowerModelTests",
      dependencies: [
        "EnergyLedger", "PowerModel", "Probes", "LinuxFiles", "NodeModel", "Tables", "TestSupport",
      ],
      swiftSettings: testing),
    .testTarget(
      name: "TablesTests", dependencies: ["NodeModel", "Tables", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "BenchKitTests",
      dependencies: ["BenchKit", "CKernels", "LinuxFiles", "NodeModel", "TestSupport"],
      exclude: ["GemmPrograms"], swiftSettings: testing),
    .testTarget(
      name: "FleetKitTests",
      dependencies: [
        "CKernels", "Exporters", "FleetKit", "Footprint", "NodeModel", "TestSupport",
      ],
      swiftSettings: testing),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Agent", "EnergyLedger", "NodeModel", "Probes", "Simulation"],
      swiftSettings: testing),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal"], swiftSettings: testing),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "Agent", "CLinux", "CZlib", "EnergyLedger", "Exporters", "FleetKit", "Footprint",
        "NodeModel", "Probes", "TestSupport", nioCore, nioHTTP1,
      ],
      swiftSettings: testing),
    .testTarget(
      name: "StateTests",
      dependencies: [
        "Agent", "CLinux", "EnergyLedger", "LinuxFiles", "NodeModel", "TestSupport", "state-driver",
      ],
      exclude: ["recorder.c"], swiftSettings: testing),
    .testTarget(
      name: "EndToEnd",
      dependencies: [
        "Agent", "CTables", "EnergyLedger", "Footprint", "NodeModel", "Terminal", "TestSupport",
        "probe", "probe-agent", "probe-fleet",
      ],
      swiftSettings: testing),
  ]
)
