import Footprint
import NodeModel
import Testing

@testable import Agent

@Suite("Where cloud-init has found a machine to be")
struct CloudInstanceTests {
  /// In the form of cloud-init's documentation, "Instance metadata".
  private static func document(cloud: String, region: String) -> [UInt8] {
    Array(
      """
      {
       "base64_encoded_keys": [],
       "ds": {"_doc": "EXPERIMENTAL", "meta_data": {"region": "elsewhere", "tags": [1, 2.5, null]}},
       "merged_cfg": "redacted for non-root user",
       "sensitive_keys": ["merged_cfg"],
       "v1": {
        "_beta_keys": ["subplatform"],
        "availability_zone": null,
        "cloud_name": \(cloud),
        "instance_id": "i-06b5687b4d7b8595d",
        "platform": "ec2",
        "public_ssh_keys": ["ssh-rsa AA..."],
        "region": \(region)
       }
      }
      """.utf8)
  }

  /// The place whose intensity a machine with that firmware has.
  private static func place(
    _ firmware: FirmwareIdentity, _ instance: CloudInstance?, zone: String? = nil
  ) -> GridPlace? {
    var configuration = Configuration()
    configuration.site.zone = zone
    let choice = FootprintChoice(
      configuration,
      MachineIdentity(threads: 2, isVirtual: true),
      firmware: firmware, instance: instance,
      capacity: NodeCapacity(cores: 2, accelerators: 0, memoryMebibytes: 4096), parts: nil)
    return choice?.model.grid.place
  }

  private static let amazon = FirmwareIdentity(vendor: "Amazon EC2", product: "m5.large")

  @Test("is read from its document")
  func document() throws {
    let ohio = CloudInstance(Self.document(cloud: "\"aws\"", region: "\"us-east-2\""))
    #expect(ohio?.provider == .aws)
    #expect(ohio?.region == "us-east-2")
    let google = CloudInstance(Self.document(cloud: "\"gce\"", region: "\"europe-west4\""))
    #expect(google?.provider == .gcp)
    for (cloud, region) in [
      ("\"openstack\"", "\"us-east-2\""), ("\"aws\"", "null"), ("null", "\"us-east-2\""),
      ("7", "\"us-east-2\""), ("\"aws\"", "{}"),
    ] {
      #expect(CloudInstance(Self.document(cloud: cloud, region: region)) == nil)
    }
  }

  @Test(
    "is unknown where the document is broken",
    arguments: ["", "[]", "{\"v1\": 3}", "{\"v1\": {}} {}"])
  func broken(text: String) {
    #expect(CloudInstance(Array(text.utf8)) == nil)
    let whole = Self.document(cloud: "\"aws\"", region: "\"us-east-2\"")
    #expect(CloudInstance(Array(whole.dropLast(3))) == nil)
  }

  @Test("is the place whose grid counts, unless the configuration or the firmware says another")
  func place() throws {
    let ohio = CloudInstance(Self.document(cloud: "\"aws\"", region: "\"us-east-2\""))
    #expect(Self.place(Self.amazon, ohio) == (try GridPlace("aws:us-east-2")))
    #expect(Self.place(FirmwareIdentity(), ohio) == (try GridPlace("aws:us-east-2")))
    #expect(Self.place(Self.amazon, ohio, zone: "DE") == (try GridPlace("DE")))
    #expect(Self.place(Self.amazon, nil) == GridPlace(.aws))
    let google = FirmwareIdentity(vendor: "Google", product: "Google Compute Engine")
    #expect(Self.place(google, ohio) == GridPlace(.gcp))
    let unheard = CloudInstance(Self.document(cloud: "\"aws\"", region: "\"moon-1\""))
    #expect(Self.place(Self.amazon, unheard) == GridPlace(.aws))
    #expect(Self.place(FirmwareIdentity(), nil) == .unknown)
  }
}
