import Footprint
import NodeModel
import Testing

@Suite("A cloud")
struct CloudProviderTests {
  @Test("is known by what its firmware says")
  func firmware() {
    let known: [(FirmwareIdentity, CloudProvider)] = [
      (.init(vendor: "Amazon EC2", product: "m5.large", firmwareVersion: "1.0"), .aws),
      (.init(vendor: "Xen", product: "HVM domU", firmwareVersion: "4.11.amazon"), .aws),
      (.init(vendor: "Google", product: "Google Compute Engine"), .gcp),
      (
        .init(
          vendor: "Microsoft Corporation", product: "Virtual Machine",
          chassisAssetTag: "7783-7084-3265-9085-8269-3286-77"), .azure
      ),
      (.init(vendor: "Alibaba Cloud", product: "Alibaba Cloud ECS"), .alibaba),
      (.init(vendor: "QEMU", product: "Standard PC", chassisAssetTag: "OracleCloud.com"), .oracle),
    ]
    for (identity, provider) in known {
      #expect(CloudProvider(identity) == provider)
    }
  }

  @Test("is not seen in machines that only resemble one")
  func others() {
    for identity in [
      FirmwareIdentity(), .init(vendor: "Google", product: "Morphius"),
      .init(vendor: "Microsoft Corporation", product: "Virtual Machine"),
      .init(vendor: "Xen", product: "HVM domU", firmwareVersion: "4.17"),
      .init(vendor: "Dell Inc.", product: "PowerEdge R740"),
    ] {
      #expect(CloudProvider(identity) == nil, "\(identity)")
    }
  }

  @Test("has regions by their exact names, never another instead")
  func regions() throws {
    let tokyo = try #require(CloudRegion(.gcp, "asia-northeast1"))
    #expect(tokyo.country == "JP" && tokyo.subdivision == nil)
    #expect(tokyo.carbonFreeShare?.double == 0.17)
    let virginia = try #require(CloudRegion(.azure, "eastus"))
    #expect(virginia.subdivision == "US-VA")
    #expect(CloudRegion(.aws, "eu-central") == nil)
    #expect(CloudRegion(.gcp, "eu-central-1") == nil)
    #expect(CloudRegion(.azure, "EastUS") == nil)
  }
}
