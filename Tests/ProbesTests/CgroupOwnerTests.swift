import NodeModel
import Testing

@testable import Probes

@Suite("The owner of a control group")
struct CgroupOwnerTests {
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let shortID = "0123456789ab"
  private static let uid = "0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5"
  private static let uidInSlice = "0f1c2d3e_4a5b_6c7d_8e9f_a0b1c2d3e4f5"

  struct Example: CustomTestStringConvertible, Sendable {
    let path: String
    let manager: JobManager
    let name: String
    let depth: Int
    var testDescription: String { path }

    init(_ path: String, _ manager: JobManager, _ name: String, _ depth: Int) {
      (self.path, self.manager, self.name, self.depth) = (path, manager, name, depth)
    }
  }

  @Test(
    "is the owner of its steps and containers, and of nothing else that lies in it",
    arguments: [
      ("/system.slice/slurmstepd.scope/job_1", "step_0", "step_0"),
      ("/slurm/uid_1000/job_1", "step_batch", "step_batch"),
      ("/slurm/uid_1000/job_1", "step_extern", "step_extern"),
      ("/slurm_n7/uid_0/job_1", "step_0+1", "step_0+1"),
      ("/slurm/uid_1000/job_1", "step_", nil), ("/slurm/uid_1000/job_1", "task_0", nil),
      ("/slurm/uid_1000/job_1", "step_a b", nil),
      ("/kubepods.slice/kubepods-pod\(uidInSlice).slice", "cri-containerd-\(id).scope", shortID),
      ("/kubepods.slice/kubepods-pod\(uidInSlice).slice", "crio-\(id).scope", shortID),
      ("/kubepods.slice/kubepods-pod\(uidInSlice).slice", "docker-\(id).scope", shortID),
      ("/kubepods.slice/kubepods-pod\(uidInSlice).slice", "crio-conmon-\(id).scope", nil),
      ("/kubepods/besteffort/pod\(uid)", id, shortID),
      ("/kubepods/besteffort/pod\(uid)", "crio-\(id)", shortID),
      ("/kubepods/besteffort/pod\(uid)", "init", nil), ("/docker/\(id)", "\(id)", nil),
      ("/user.slice/user-1000.slice", "step_0", nil),
    ] as [(String, String, String?)])
  func parts(job: String, folder: String, name: String?) throws {
    let owner = try #require(CgroupOwner(path: job))
    #expect(owner.part(in: folder[...]) == name)
  }

  @Test(
    "is the outermost job on the way",
    arguments: [
      Example("/system.slice/slurmstepd.scope/job_123/step_0/user/task_0", .slurm, "123", 3),
      Example("/system.slice/n7_slurmstepd.scope/job_5", .slurm, "5", 3),
      Example("/slurm/uid_1000/job_77/step_batch/task_0", .slurm, "77", 3),
      Example("/slurm_n7/uid_0/job_8", .slurm, "8", 3),
      Example(
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod\(uidInSlice).slice/"
          + "cri-containerd-\(id).scope", .kubernetes, uid, 3),
      Example("/kubepods.slice/kubepods-pod\(uidInSlice).slice", .kubernetes, uid, 2),
      Example("/kubepods/besteffort/pod\(uid)/\(id)", .kubernetes, uid, 3),
      Example(
        "/kubepods/burstable/pod\(String(repeating: "a", count: 32))", .kubernetes,
        String(repeating: "a", count: 32), 3),
      Example(
        "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod\(uidInSlice).slice",
        .kubernetes, uid, 3),
      Example("/system.slice/docker-\(id).scope", .docker, id, 2),
      Example("/docker/\(id)/init.scope", .docker, id, 2),
      Example("/docker/\(id)/kubepods/pod\(uid)", .docker, id, 2),
      Example("/machine.slice/libpod-\(id).scope/container", .podman, id, 2),
      Example("/libpod_parent/libpod-\(id)", .podman, id, 2),
      Example(
        "/machine.slice/machine-libpod_pod_\(id).slice/libpod-\(id).scope/container", .podman, id,
        3),
      // A Quadlet unit, and the same of a user.
      Example("/system.slice/web.service/libpod-payload-\(id)", .podman, id, 3),
      Example(
        "/user.slice/user-1000.slice/user@1000.service/app.slice/web.service/libpod-payload-\(id)",
        .systemd, "user-1000.slice", 2),
      // Docker with --cgroup-parent, by either driver; Podman's names say whose they are.
      Example("/batch.slice/docker-\(id).scope", .docker, id, 2),
      Example("/batch/\(id)", .docker, id, 2),
      Example("/batch/night/\(id)/init.scope", .docker, id, 3),
      Example("/\(id)", .docker, id, 1),
      Example("/batch/libpod-\(id)/container", .podman, id, 2),
      Example("/k8s.io/\(id)", .containerd, id, 2),
      // A Kubernetes node that is a container itself, as kind makes it.
      Example(
        "/system.slice/docker-\(id).scope/kubelet.slice/kubelet-kubepods.slice/"
          + "kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod\(uidInSlice).slice/"
          + "cri-containerd-\(id).scope", .docker, id, 2),
      Example(
        "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod\(uidInSlice).slice/"
          + "crio-\(id).scope/container", .kubernetes, uid, 3),
      Example("/system.slice/crio-\(id).scope", .crio, id, 2),
      Example("/system.slice/nerdctl-\(id).scope", .containerd, id, 2),
      Example("/default/\(id)", .containerd, id, 2),
      Example("/lxc.payload.web1/system.slice/nginx.service", .lxc, "web1", 1),
      Example("/lxc/web1", .lxc, "web1", 2),
      Example(
        "/machine.slice/machine-qemu\\x2d17\\x2dweb\\x2d1.scope/libvirt", .libvirt, "web-1", 2),
      Example("/machine/qemu-3-db.libvirt-qemu/vcpu0", .libvirt, "db", 2),
      Example("/qemu.slice/104.scope", .proxmox, "104", 2),
      Example("/machine.slice/machine-build.scope", .machine, "build", 2),
      Example(
        "/machine.slice/systemd-nspawn@db\\x2d1.service/payload/init.scope", .machine, "db-1", 2),
      Example(
        "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-\(id).scope", .systemd,
        "user-1000.slice", 2),
      Example("/user.slice/user-0.slice/session-3.scope", .systemd, "user-0.slice", 2),
      Example("/system.slice/nodeprobe-\(uid).scope", .run, uid, 2),
    ])
  func jobs(_ example: Example) throws {
    let owner = try #require(CgroupOwner(path: example.path))
    #expect(owner.manager == example.manager)
    #expect(owner.name == example.name)
    #expect(owner.depth == example.depth)
  }

  @Test(
    "is nobody but the system for units, slices and what only looks like a job",
    arguments: [
      "/", "", "/init.scope", "/system.slice/ssh.service", "/system.slice/docker.service",
      "/system.slice/slurmstepd.scope/system", "/kubepods.slice/kubepods-burstable.slice",
      "/user.slice", "/system.slice/job_12", "/home/podium", "/docker/short",
      "/machine.slice/libpod-conmon-\(id).scope", "/system.slice/web.service/runtime",
      "/system.slice/web.service/libpod-payload-short", "/system.slice/systemd-nspawn@x.service",
      "/system.slice/crio-conmon-\(id).scope", "/slurm/uid_1000", "/slurm/job_1x",
      "/kubepods/burstable/podcast", "/batch/libpod-conmon-\(id)", "/batch/\(id)0", "/batch/short",
    ])
  func system(_ path: String) {
    #expect(CgroupOwner(path: path) == nil)
  }

  @Test("is a unit where the configuration names it, unless others' groups lie in it")
  func units() throws {
    let all: (Substring) -> Bool = { _ in true }
    let owner = try #require(CgroupOwner(path: "/system.slice/ssh.service", units: all))
    #expect(owner.manager == .systemd && owner.name == "ssh.service" && owner.depth == 2)
    let job = try #require(
      CgroupOwner(path: "/system.slice/slurmstepd.scope/job_9/step_1", units: all))
    #expect(job.manager == .slurm && job.name == "9")
  }

  @Test("never has a name longer than a file's")
  func longName() {
    let name = String(repeating: "x", count: 300)
    #expect(CgroupOwner(path: "/lxc.payload.\(name)") == nil)
  }
}
