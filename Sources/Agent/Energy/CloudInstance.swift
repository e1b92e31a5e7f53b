internal import Footprint
internal import LinuxFiles
internal import NodeModel

/// The cloud and the region that cloud-init has found a machine to be in.
///
/// Source: `v1.cloud_name` and `v1.region` in `/run/cloud-init/instance-data.json`, which everybody may read;
/// cloud-init's documentation, "Instance metadata". Never read on a machine of a provider.
struct CloudInstance: Equatable {
  private static let file = "/run/cloud-init/instance-data.json"
  private static let mostBytes = 1 << 20

  /// Who runs the cloud.
  let provider: CloudProvider
  /// The provider's name of the region.
  let region: String

  /// Of the machine below a root; nil where nothing tells. Another machine's tree has no such file.
  init?(below root: borrowing Root) {
    guard root.isLive, let json = try? BoundedFile.contents(of: Self.file, limit: Self.mostBytes)
    else { return nil }
    self.init(json)
  }

  /// Nil where the document names no cloud with regions that we know.
  init?(_ json: [UInt8]) {
    guard let words = try? Self.words(in: json), let region = words.region,
      let provider = words.cloud.flatMap(Self.provider)
    else { return nil }
    (self.provider, self.region) = (provider, region)
  }

  private static func words(
    in json: [UInt8]
  ) throws(JSONError) -> (cloud: String?, region: String?) {
    var words: (cloud: String?, region: String?) = (nil, nil)
    var reader = try JSONReader(json)
    try reader.object { reader, name throws(JSONError) in
      guard name == "v1" else { return try reader.skipValue() }
      try reader.object { reader, name throws(JSONError) in
        // What nobody knows is null.
        guard try reader.kind() == .string else { return try reader.skipValue() }
        let text = try reader.string()
        if name == "cloud_name" { words.cloud = text }
        if name == "region" { words.region = text }
      }
    }
    try reader.end()
    return words
  }

  private static func provider(_ name: String) -> CloudProvider? {
    switch name {
    case "aws": .aws
    case "azure": .azure
    case "gce": .gcp
    default: nil
    }
  }
}
