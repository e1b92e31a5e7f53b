/// Who runs the data centre that a node stands in.
public enum CloudProvider: String, Sendable, CaseIterable {
  /// Amazon Web Services.
  case aws
  /// Microsoft Azure.
  case azure
  /// Google Cloud.
  case gcp
  /// Alibaba Cloud: no regions in the tables, a PUE.
  case alibaba
  /// Oracle Cloud: no regions in the tables, a PUE.
  case oracle
  /// OVHcloud: no regions in the tables, a PUE; its machines do not say so.
  case ovhcloud

  /// Tells the provider from what the firmware says of the machine; nil where it is none that we know.
  ///
  /// No firmware names its region: that comes from the configuration or from cloud-init.
  /// The strings were written from memory and never compared with a machine of the provider.
  public init?(_ identity: FirmwareIdentity) {
    switch identity.vendor {
    case "Amazon EC2": self = .aws
    case "Google" where identity.product == "Google Compute Engine": self = .gcp
    case "Alibaba Cloud": self = .alibaba
    // Any Hyper-V has this vendor; Azure alone has this tag.
    case "Microsoft Corporation"
    where identity.chassisAssetTag == "7783-7084-3265-9085-8269-3286-77":
      self = .azure
    case "Xen" where identity.firmwareVersion.lowercased().hasSuffix(".amazon"): self = .aws
    default:
      guard identity.chassisAssetTag == "OracleCloud.com" else { return nil }
      self = .oracle
    }
  }
}
