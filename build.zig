//! How baropam is built: artifacts first, steps last.
//!
//! `zig build` makes what ships, optimised and stripped: the PAM module, the
//! tool and the manual pages.  Every source file is listed here; nothing is
//! found by walking a directory.  Accepted by Zig 0.15.2, 0.16.0 and 0.17.1,
//! which is why this file never looks at the disk while it is configured.

const std = @import("std");
const Build = std.Build;
const Compile = Build.Step.Compile;
const LazyPath = Build.LazyPath;
const Flags = []const []const u8;
const version = @import("build.zig.zon").version;

// ---------------------------------------------------------------- sources

/// Floors 0 to 2, the core: pure functions.  tests/lint/core checks that they
/// call nothing but mem*, two functions of libsodium and BearSSL's hashes.
const core_sources = [_][]const u8{
    "base/buffer.c",
    "base/constant_time.c",
    "base/error.c",
    "base/secret.c",
    "base/span.c",

    "codec/acl.c",
    "codec/answer.c",
    "codec/argument.c",
    "codec/base32.c",
    "codec/base64.c",
    "codec/container.c",
    "codec/group_line.c",
    "codec/hex.c",
    "codec/location.c",
    "codec/message.c",
    "codec/number.c",
    "codec/otpauth.c",
    "codec/passwd_line.c",
    "codec/rate_limit.c",
    "codec/record.c",
    "codec/record_words.c",
    "codec/record_write.c",
    "codec/scan.c",

    "otp/decide.c",
    "otp/hotp.c",
    "otp/key.c",
    "otp/limiter.c",
    "otp/lockout.c",
    "otp/window.c",
};

/// Floors 3 and 4: system calls, and the order of the steps.
const shell_sources = [_][]const u8{
    "sys/clock.c",
    "sys/conversation.c",
    "sys/entropy.c",
    "sys/errno_text.c",
    "sys/identity.c",
    "sys/journal.c",
    "sys/label.c",
    "sys/lines.c",
    "sys/memory.c",
    "sys/path.c",
    "sys/path_file.c",
    "sys/portability.c",
    "sys/privilege.c",
    "sys/seal.c",
    "sys/shield.c",
    "sys/store.c",
    "sys/store_replace.c",
    "sys/system_calls.c",
    "sys/vault.c",
    "sys/vectors.c",

    "flow/decoy.c",
    "flow/enrolment.c",
    "flow/exemption.c",
    "flow/local_authentication.c",
    "flow/record_file.c",
    "flow/report.c",
    "flow/report_line.c",
    "flow/session.c",
};

const module_sources = [_][]const u8{
    "pam/outcome.c",
    "pam/pam_baro_auth.c",
};

const tool_sources = [_][]const u8{
    "cli/baro_auth.c",
    "cli/command_code.c",
    "cli/command_create.c",
    "cli/command_emergency.c",
    "cli/command_seal.c",
    "cli/command_show.c",
    "cli/command_status.c",
    "cli/command_unlock.c",
    "cli/explain.c",
    "cli/first_code.c",
    "cli/host_key.c",
    "cli/interview.c",
    "cli/json.c",
    "cli/limits.c",
    "cli/moment.c",
    "cli/options.c",
    "cli/qr.c",
    "cli/sealed.c",
    "cli/settings.c",
    "cli/signals.c",
    "cli/terminal.c",
    "cli/tool.c",
    "cli/tool_say.c",
    "cli/tool_select.c",
};

/// tests/unit/test_<name>.c, one program each.
const unit_tests = [_][]const u8{
    "acl",
    "answer",
    "argument",
    "base32",
    "base64",
    "buffer",
    "clock",
    "constant_time",
    "container",
    "decide",
    "decide_emergency",
    "decide_model",
    "enrolment",
    "entropy",
    "errno_text",
    "error",
    "faults",
    "group_line",
    "hex",
    "hotp",
    "identity",
    "key",
    "label",
    "limiter",
    "lines",
    "location",
    "lockout",
    "memory",
    "message",
    "number",
    "otpauth",
    "outcome",
    "passwd_line",
    "path",
    "privilege",
    "privilege_faults",
    "rate_limit",
    "record",
    "record_file",
    "record_words",
    "record_write",
    "scan",
    "seal",
    "secret",
    "shield",
    "shield_faults",
    "span",
    "store",
    "store_create",
    "store_faults",
    "store_replace",
    "vault",
    "vectors",
    "window",
};

/// Those that talk to a real libpam.  Its symbols are newer than the libc that
/// the others are linked for, so tests/unit/sanitized alone runs these.
const libpam_tests = [_][]const u8{
    "conversation",
    "journal",
};

/// Those that qemu-user cannot run: it has neither seccomp(2) nor mlock2(2),
/// and takes too long for what looks at the clock.
const native_tests = [_][]const u8{
    "faults",
    "identity",
    "label",
    "privilege_faults",
    "shield_faults",
    "store_faults",
    "vault",
};

const Manual = struct { name: []const u8, section: []const u8 };
const manuals = [_]Manual{
    .{ .name = "pam_baro_auth.8", .section = "man8" },
    .{ .name = "baro_auth.1", .section = "man1" },
    .{ .name = "baro_auth.5", .section = "man5" },
    .{ .name = "baro_acl.5", .section = "man5" },
};

/// HMAC over SHA-1, SHA-256, SHA-384 and SHA-512, and no more of BearSSL.
const bearssl_sources = [_][]const u8{
    "src/codec/dec32be.c",
    "src/codec/dec64be.c",
    "src/codec/enc32be.c",
    "src/codec/enc64be.c",
    "src/hash/sha1.c",
    "src/hash/sha2big.c",
    "src/hash/sha2small.c",
    "src/mac/hmac.c",
};

/// Compare, wipe, and XChaCha20-Poly1305 in portable C.
const sodium_sources = [_][]const u8{
    "crypto_aead/xchacha20poly1305/sodium/aead_xchacha20poly1305.c",
    "crypto_core/hchacha20/core_hchacha20.c",
    "crypto_onetimeauth/poly1305/donna/poly1305_donna.c",
    "crypto_onetimeauth/poly1305/onetimeauth_poly1305.c",
    "crypto_stream/chacha20/ref/chacha20_ref.c",
    "crypto_stream/chacha20/stream_chacha20.c",
    "crypto_verify/sodium/verify.c",
    "sodium/utils.c",
};

const qrencode_sources = [_][]const u8{
    "bitstream.c",
    "mask.c",
    "mmask.c",
    "mqrspec.c",
    "qrencode.c",
    "qrinput.c",
    "qrspec.c",
    "rsecc.c",
    "split.c",
};

// ------------------------------------------------------------------ flags

/// What our own code must not cause; tests/lint/compilers.py shows this list to
/// gcc and to another clang too.
const warnings = [_][]const u8{
    "-std=c11",
    "-Werror",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wsign-conversion",
    "-Wshadow",
    "-Wstrict-prototypes",
    "-Wmissing-prototypes",
    "-Wswitch-enum",
    "-Wvla",
    "-Wcast-qual",
    "-Wformat=2",
    "-Wundef",
    // An array of bytes, filled from a string without its NUL, is meant so.
    "-Wno-unterminated-string-initialization",
    "-Wno-unknown-warning-option", // Zig 0.15 does not know that one yet
};

const hardening = [_][]const u8{
    "-fno-common",
    "-fvisibility=hidden",
    "-ffunction-sections",
    "-fdata-sections",
    "-fstack-protector-strong",
    "-fstack-clash-protection",
    "-ftrivial-auto-var-init=zero",
    "-fzero-call-used-regs=used-gpr",
    "-fstrict-flex-arrays=3",
    "-fno-delete-null-pointer-checks",
    // Nothing unwinds through C without exceptions; an eighth of the module.
    "-fno-asynchronous-unwind-tables",
    "-fno-unwind-tables",
};

/// The run-time half is in sys/portability.c, because musl has none.
const fortify = [_][]const u8{ "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3" };

/// Undefined behaviour stops our own code with an illegal instruction instead
/// of going on with a wrong answer (docs/DESIGN.md says why).  These checks
/// cost a few per cent; the rest of UBSan would double the code.
/// No -fwrapv here: it would define signed overflow and so silence the check.
const traps = [_][]const u8{
    "-fsanitize=bounds,integer-divide-by-zero,return,shift," ++
        "signed-integer-overflow,unreachable,vla-bound",
    "-fsanitize-trap=all",
};

/// A compiler may make a table of addresses of a switch, and each of them is a
/// relocation in every host.
const no_tables = [_][]const u8{"-fno-jump-tables"};

/// The core must compile as plain C11; the floors above make system calls.
const core_flags = warnings ++ traps ++ no_tables;
const shell_flags = core_flags ++ [_][]const u8{"-D_GNU_SOURCE"};
const tool_flags = shell_flags ++
    [_][]const u8{"-DBARO_VERSION=\"" ++ version ++ "\""};
const test_flags = warnings ++
    [_][]const u8{ "-D_GNU_SOURCE", no_guess };

/// cmocka.h would guess at this type, and for musl guesses wrong.
const no_guess = "-D_UINTPTR_T=1";

/// Others' code is compiled as its authors test it, so its overflows wrap.
const third_party = [_][]const u8{ "-w", "-fwrapv", "-fno-strict-aliasing" };

/// What libsodium's configure would find out.  HAVE_INLINE_ASM puts a memory
/// barrier into sodium_memzero, without which the wipe may be optimised away.
const sodium_flags = third_party ++ [_][]const u8{
    "--include=read_only.h",
    "-D_GNU_SOURCE",
    "-DCONFIGURED=1",
    "-DHAVE_INLINE_ASM=1",
    "-DHAVE_TI_MODE=1",
    "-DHAVE_WEAK_SYMBOLS=1",
    "-DNATIVE_LITTLE_ENDIAN=1",
    "-DSODIUM_STATIC=1",
};

const cmocka_flags = third_party ++ [_][]const u8{
    "-DHAVE_INTTYPES_H=1",
    "-DHAVE_MALLOC_H=1",
    "-DHAVE_SIGNAL_H=1",
    "-DHAVE_STRINGS_H=1",
    "-DHAVE_STRUCT_TIMESPEC=1",
    "-DHAVE_TIME_H=1",
    "-DHAVE_UNISTD_H=1",
    no_guess,
};

const qrencode_flags = third_party ++ [_][]const u8{
    "-DSTATIC_IN_RELEASE=static",
    "-DMAJOR_VERSION=4",
    "-DMINOR_VERSION=1",
    "-DMICRO_VERSION=1",
    "-DVERSION=\"4.1.1\"",
};

// ------------------------------------------------------------ architecture

/// What the module may import; tests/lint reads the same files.
const libc = @embedFile("abi/libc.txt");
const libpam = @embedFile("abi/libpam.txt");

const oldest_glibc: std.SemanticVersion =
    .{ .major = 2, .minor = 17, .patch = 0 };

const Machine = struct {
    /// LLD's name of it.
    emulation: []const u8,
    /// The processor's own guard of indirect jumps, and how LLD insists on it.
    guard: []const u8,
    report: []const u8,
    /// The version of all symbols of glibc, if abi/libc.txt has other ones.
    only_glibc: ?[]const u8,

    fn of(target: Build.ResolvedTarget) Machine {
        return switch (target.result.cpu.arch) {
            .x86_64 => .{
                .emulation = "elf_x86_64",
                .guard = "-fcf-protection=full",
                .report = "cet-report=error",
                .only_glibc = null,
            },
            .aarch64 => .{
                .emulation = "aarch64linux",
                .guard = "-mbranch-protection=standard",
                .report = "bti-report=error",
                .only_glibc = "GLIBC_2.17", // its first one
            },
            else => @panic("baropam is built for x86_64 and aarch64"),
        };
    }
};

// ------------------------------------------------- what Zig renamed in 0.17

const Optimize =
    @typeInfo(@TypeOf(Build.standardOptimizeOption)).@"fn".return_type.?;
const renamed = @hasField(Optimize, "small");
const optimize_debug: Optimize = if (renamed) .debug else .Debug;
const optimize_small: Optimize = if (renamed) .small else .ReleaseSmall;

// ------------------------------------------------------------------ build

pub fn build(b: *Build) void {
    const make: Maker = .init(b);
    const layers = make.allLayers();
    const desk = make.ours("barocli", &tool_sources, &tool_flags);
    const tool = make.tool("baro_auth", desk, layers);

    // One module serves hosts of glibc and of musl (abi/libc.txt), so there
    // is only one way to build it, also in a build for musl.
    const make_module = make.withGlibc();
    const module_layers =
        if (make.isMusl()) make_module.allLayers() else layers;
    const module = make_module.pamModule("pam_baro_auth.so", module_layers);

    const install = b.getInstallStep();
    install.dependOn(make.place(module, .lib, "security/pam_baro_auth.so"));
    install.dependOn(make.place(tool, .bin, "baro_auth"));
    b.installFile("packaging/setauth.sh", "share/baropam/setauth.sh");
    for (manuals) |manual| b.installFile(
        b.fmt("docs/man/{s}", .{manual.name}),
        b.fmt("share/man/{s}/{s}", .{ manual.section, manual.name }),
    );
    make.installLicences();

    const archives = b.step("archives", "What is linked, for tests/lint");
    archives.dependOn(make.place(layers.door, .prefix, "test/libbaropam.a"));
    archives.dependOn(make.place(desk, .prefix, "test/libbarocli.a"));
    archives.dependOn(make.place(layers.shell, .prefix, "test/libbaroshell.a"));
    archives.dependOn(make.place(layers.core, .prefix, "test/libbarocore.a"));
    archives.dependOn(make.place(layers.sodium, .prefix, "test/libsodium.a"));
    archives.dependOn(&b.addInstallFile(
        make.generated.getDirectory().path(b, "sodium/version.h"),
        "test/include/sodium/version.h",
    ).step);

    const framework = make.cmocka();
    const unit = b.step("unit", "Build the unit tests and run them");
    for (unit_tests) |name| {
        if (make.isForeign() and isAmong(name, &native_tests)) continue;
        const run = b.addRunArtifact(make.unitTest(name, layers, framework));
        // Show the counts of a passing run too, and never answer from a cache.
        // (Zig lets only one program at a time write to our output.)
        run.stdio = .inherit;
        run.has_side_effects = true;
        unit.dependOn(&run.step);
    }
}

fn isAmong(name: []const u8, list: []const []const u8) bool {
    for (list) |each| if (std.mem.eql(u8, each, name)) return true;
    return false;
}

/// What every program of ours is linked with, as archives.
const Layers = struct {
    /// The doors of the module, without which a program can do.
    door: LazyPath,
    shell: LazyPath,
    core: LazyPath,
    bearssl: LazyPath,
    sodium: LazyPath,

    /// Whoever calls stands before whom it calls.
    fn inOrder(layers: Layers) [4]LazyPath {
        return .{ layers.shell, layers.core, layers.bearssl, layers.sodium };
    }
};

/// The choices of one `zig build`, and how each kind of artifact is made.
const Maker = struct {
    b: *Build,
    target: Build.ResolvedTarget,
    machine: Machine,
    optimize: Optimize,
    symbols: bool,
    system_libs: bool,
    system_libdir: []const u8,
    system_include: LazyPath,
    bearssl_dir: LazyPath,
    sodium_dir: LazyPath,
    qrencode_dir: LazyPath,
    cmocka_dir: LazyPath,
    system_docdir: LazyPath,
    /// Fails, in words, where others' sources are missing.
    sources: *Build.Step,
    generated: *Build.Step.WriteFile,

    fn init(b: *Build) Maker {
        const system_libs = b.option(
            bool,
            "system-libs",
            "Link the distribution's libbearssl.a, libsodium.a, libqrencode.so",
        ) orelse false;
        const target = chosenTarget(b, system_libs);
        const bearssl_dir = sourceDir(b, "bearssl");
        const sodium_dir = sourceDir(b, "sodium");
        const qrencode_dir = sourceDir(b, "qrencode");
        return .{
            .b = b,
            .target = target,
            .machine = .of(target),
            .optimize = b.option(
                Optimize,
                "optimize",
                "How to optimise (default: small, which is what ships)",
            ) orelse optimize_small,
            .symbols = b.option(
                bool,
                "symbols",
                "The same code with its symbols and lines, for the provers",
            ) orelse false,
            .system_libs = system_libs,
            .system_libdir = b.option(
                []const u8,
                "system-libdir",
                "Where these, libpam and libc are (default: Debian's folder)",
            ) orelse b.fmt("/usr/lib/{s}-linux-gnu", .{
                @tagName(target.result.cpu.arch),
            }),
            .system_include = .{ .cwd_relative = b.option(
                []const u8,
                "system-include",
                "Where security/pam_modules.h is (default: /usr/include)",
            ) orelse "/usr/include" },
            .bearssl_dir = bearssl_dir,
            .sodium_dir = sodium_dir,
            .qrencode_dir = qrencode_dir,
            .cmocka_dir = sourceDir(b, "cmocka"),
            .system_docdir = .{ .cwd_relative = b.option(
                []const u8,
                "system-docdir",
                "Where libbearssl-dev/copyright is (default: /usr/share/doc)",
            ) orelse "/usr/share/doc" },
            .sources = requirement(b, if (system_libs)
                &.{}
            else
                &.{ bearssl_dir, sodium_dir, qrencode_dir }),
            .generated = b.addWriteFiles(),
        };
    }

    /// Without -Dtarget: this machine's architecture, but never its own
    /// processor or C library, so that the result runs on every host.  A
    /// distribution's libraries, though, call that distribution's libc.
    fn chosenTarget(b: *Build, system_libs: bool) Build.ResolvedTarget {
        var query = b.standardTargetOptionsQueryOnly(.{});
        query.cpu_arch = query.cpu_arch orelse b.graph.host.result.cpu.arch;
        query.os_tag = query.os_tag orelse .linux;
        query.abi = query.abi orelse .gnu;
        if (query.abi == .gnu and query.glibc_version == null)
            query.glibc_version = if (system_libs)
                b.graph.host.result.os.version_range.linux.glibc
            else
                oldest_glibc;
        return b.resolveTargetQuery(query);
    }

    fn isMusl(make: Maker) bool {
        return make.target.result.abi.isMusl();
    }

    fn isForeign(make: Maker) bool {
        const host = make.b.graph.host.result.cpu.arch;
        return make.target.result.cpu.arch != host;
    }

    fn withGlibc(make: Maker) Maker {
        if (!make.isMusl()) return make;
        var query = make.target.query;
        query.abi = .gnu;
        query.glibc_version = oldest_glibc;
        var other = make;
        other.target = make.b.resolveTargetQuery(query);
        return other;
    }

    /// A folder of others' sources: -D<name>-src, or where ./dev puts it.
    fn sourceDir(b: *Build, comptime name: []const u8) LazyPath {
        const given = b.option(
            []const u8,
            name ++ "-src",
            "Sources of " ++ name ++ " (default: .deps/" ++ name ++ ")",
        ) orelse return b.path(".deps/" ++ name);
        return .{ .cwd_relative = given };
    }

    /// Without this, each file that is missing is an error of its own.  The
    /// disk is looked at by a step, since this file must not (see its head).
    fn requirement(b: *Build, folders: []const LazyPath) *Build.Step {
        const script =
            \\for folder; do
            \\    [ -d "$folder" ] && continue
            \\    echo "$folder is missing: run ./dev build once, or give" \
            \\        "-Dbearssl-src, -Dsodium-src and -Dqrencode-src," \
            \\        "or -Dsystem-libs (see CONTRIBUTING.md)" >&2
            \\    exit 1
            \\done
        ;
        const run = b.addSystemCommand(&.{ "sh", "-c", script, "sh" });
        run.setName("look for the sources of the libraries");
        for (folders) |folder| run.addDirectoryArg(folder);
        run.has_side_effects = true; // never answered from a cache
        return &run.step;
    }

    /// The texts that have to go along with what is linked (THIRD-PARTY.md).
    fn installLicences(make: Maker) void {
        make.licence(make.b.path("LICENSE"), "LICENSE");
        make.licence(make.b.path("THIRD-PARTY.md"), "THIRD-PARTY.md");
        if (make.system_libs) {
            const dir = make.system_docdir;
            make.licence(
                dir.path(make.b, "libbearssl-dev/copyright"),
                "LICENSE.bearssl",
            );
            make.licence(
                dir.path(make.b, "libsodium-dev/copyright"),
                "LICENSE.libsodium",
            );
            return; // libqrencode is not in the tool then
        }
        make.licence(
            make.bearssl_dir.path(make.b, "LICENSE.txt"),
            "LICENSE.bearssl",
        );
        make.licence(
            make.sodium_dir.path(make.b, "LICENSE"),
            "LICENSE.libsodium",
        );
        make.licence(
            make.qrencode_dir.path(make.b, "COPYING"),
            "LICENSE.libqrencode",
        );
    }

    fn licence(make: Maker, text: LazyPath, name: []const u8) void {
        const path = make.b.fmt("share/doc/baropam/{s}", .{name});
        const step = make.place(text, .prefix, path);
        step.dependOn(make.sources);
        make.b.getInstallStep().dependOn(step);
    }

    fn place(
        make: Maker,
        artifact: LazyPath,
        dir: Build.InstallDir,
        name: []const u8,
    ) *Build.Step {
        return &make.b.addInstallFileWithDir(artifact, dir, name).step;
    }

    // ------------------------------------------------------------ compile

    fn linkOnly(make: Maker) *Build.Module {
        return make.b.createModule(.{
            .target = make.target,
            .optimize = make.optimize,
            .link_libc = true,
            .pic = true,
            // With debug information the bytes would depend on the folder.
            .strip = !make.symbols,
            .stack_protector = true,
            // A debugger has the .debug_frame of a build with -Dsymbols.
            .omit_frame_pointer = true,
            .sanitize_c = .off, // the flags say which checks are wanted
        });
    }

    fn compiled(
        make: Maker,
        root: LazyPath,
        files: Flags,
        flags: Flags,
    ) *Build.Module {
        const module = make.linkOnly();
        module.addCSourceFiles(.{
            .root = root,
            .files = files,
            .flags = make.withHardening(flags),
        });
        module.addIncludePath(make.b.path("src"));
        if (!make.system_libs) {
            module.addSystemIncludePath(make.bearssl_dir.path(make.b, "inc"));
            module.addSystemIncludePath(make.sodiumInclude());
            module.addSystemIncludePath(make.generated.getDirectory());
            module.addSystemIncludePath(make.qrencode_dir);
        }
        // Last of all, so that Zig's own headers of the target's libc win.
        module.addAfterIncludePath(make.system_include);
        return module;
    }

    fn withHardening(make: Maker, flags: Flags) Flags {
        // glibc's headers refuse to fortify code that is not optimised.
        const checked: Flags =
            if (make.optimize == optimize_debug) &.{} else &fortify;
        return std.mem.concat(make.b.allocator, []const u8, &.{
            &hardening, &.{make.machine.guard}, checked, flags,
        }) catch @panic("out of memory");
    }

    fn ours(
        make: Maker,
        name: []const u8,
        files: Flags,
        flags: Flags,
    ) LazyPath {
        const module = make.compiled(make.b.path("src"), files, flags);
        return make.archived(name, module);
    }

    fn allLayers(make: Maker) Layers {
        return .{
            .door = make.ours("baropam", &module_sources, &shell_flags),
            .shell = make.ours("baroshell", &shell_sources, &shell_flags),
            .core = make.ours("barocore", &core_sources, &core_flags),
            .bearssl = make.bearssl(),
            .sodium = make.sodium(),
        };
    }

    fn archived(make: Maker, name: []const u8, module: *Build.Module) LazyPath {
        const library = make.b.addLibrary(.{
            .name = name,
            .linkage = .static,
            .root_module = module,
        });
        library.lto = .none; // it would see through the wipes
        library.step.dependOn(make.sources);
        return library.getEmittedBin();
    }

    // ------------------------------------------------------ others' code

    fn systemLibrary(make: Maker, name: []const u8) LazyPath {
        const path = make.b.pathJoin(&.{ make.system_libdir, name });
        return .{ .cwd_relative = path };
    }

    fn bearssl(make: Maker) LazyPath {
        if (make.system_libs) return make.systemLibrary("libbearssl.a");
        const dir = make.bearssl_dir;
        const module = make.compiled(dir, &bearssl_sources, &third_party);
        module.addIncludePath(dir.path(make.b, "src"));
        return make.archived("bearssl", module);
    }

    fn sodium(make: Maker) LazyPath {
        if (make.system_libs) return make.systemLibrary("libsodium.a");
        // libsodium's configure makes this header; nothing here reads it.
        _ = make.generated.add("sodium/version.h",
            \\#define SODIUM_VERSION_STRING "1.0.18"
            \\#define SODIUM_LIBRARY_VERSION_MAJOR 10
            \\#define SODIUM_LIBRARY_VERSION_MINOR 3
            \\
        );
        const root = make.sodium_dir.path(make.b, "src/libsodium");
        const module = make.compiled(root, &sodium_sources, &sodium_flags);
        module.addIncludePath(make.sodiumInclude().path(make.b, "sodium"));
        module.addIncludePath(make.b.path("abi"));
        return make.archived("sodium", module);
    }

    fn sodiumInclude(make: Maker) LazyPath {
        return make.sodium_dir.path(make.b, "src/libsodium/include");
    }

    fn qrencode(make: Maker) LazyPath {
        // Debian has no static one; it is for the tool only.
        if (make.system_libs) return make.systemLibrary("libqrencode.so");
        const dir = make.qrencode_dir;
        const module = make.compiled(dir, &qrencode_sources, &qrencode_flags);
        return make.archived("qrencode", module);
    }

    fn cmocka(make: Maker) LazyPath {
        const root = make.cmocka_dir.path(make.b, "src");
        const module = make.compiled(root, &.{"cmocka.c"}, &cmocka_flags);
        module.addIncludePath(make.cmocka_dir.path(make.b, "include"));
        return make.archived("cmocka", module);
    }

    // --------------------------------------------------------------- link

    /// The final link of a PAM module is LLD's own, because `zig build` has
    /// no way to ask for separate code, and so that the libraries it is
    /// linked against are the ones that we describe in abi/.
    fn pamModule(make: Maker, name: []const u8, layers: Layers) LazyPath {
        const link = make.linker();
        link.addArgs(&.{
            make.b.fmt("--soname={s}", .{name}),
            if (make.symbols) "--discard-none" else "--strip-all",
            "--build-id=sha1",
            "--hash-style=gnu",
            "--gc-sections",
            "--no-undefined-version",
            "-O2",
            "-zdefs",
            "-znoexecstack",
            "-znow",
            "-zrelro",
            "-zseparate-code",
            "-ztext",
        });
        // The processor's guard works only if every object bears the mark.
        if (!make.system_libs) link.addArgs(&.{ "-z", make.machine.report });
        const exports = make.b.path("src/pam/exports.map");
        link.addPrefixedFileArg("--version-script=", exports);
        link.addArg("--whole-archive");
        link.addFileArg(layers.door);
        link.addArg("--no-whole-archive");
        for (layers.inOrder()) |archive| link.addFileArg(archive);
        if (make.system_libs) {
            // Their archives call more than our list has: the host's libc.
            link.addFileArg(make.systemLibrary("libpam.so.0"));
            link.addFileArg(make.systemLibrary("libc.so.6"));
        } else {
            link.addFileArg(make.stub("libpam.so.0", libpam));
            link.addFileArg(make.stub("libc.so.6", libc));
        }
        link.addArg("-o");
        return link.addOutputFileArg(name);
    }

    fn linker(make: Maker) *Build.Step.Run {
        return make.b.addSystemCommand(&.{
            make.b.graph.zig_exe,
            "ld.lld",
            "-shared",
            "-m",
            make.machine.emulation,
        });
    }

    /// A shared object without code that defines the symbols of an abi/ file
    /// in their versions: LLD makes it from a linker script alone.  Each
    /// version is named once: the loader compares the names of all that a
    /// module needs with those of its library, at every start of it.
    fn stub(make: Maker, soname: []const u8, abi: []const u8) LazyPath {
        const b = make.b;
        var script: []const u8 = "";
        var versions: std.StringArrayHashMapUnmanaged([]const u8) = .empty;
        var lines = std.mem.tokenizeScalar(u8, abi, '\n');
        while (lines.next()) |line| {
            if (line[0] == '#') continue;
            var words = std.mem.tokenizeAny(u8, line, " \t");
            const symbol = words.next().?;
            var tag = words.next().?;
            if (std.mem.startsWith(u8, tag, "GLIBC_"))
                tag = make.machine.only_glibc orelse tag;
            const names = versions.getOrPutValue(b.allocator, tag, "") catch
                @panic("out of memory");
            names.value_ptr.* = b.fmt("{s} {s};", .{
                names.value_ptr.*, symbol,
            });
            script = b.fmt("{s}{s} = 0;\n", .{ script, symbol });
        }
        for (versions.keys(), versions.values()) |tag, names|
            script = b.fmt("{s}VERSION {{ {s} {{{s} }}; }}\n", .{
                script, tag, names,
            });
        const link = make.linker();
        link.addArgs(&.{ "--soname", soname });
        link.addFileArg(make.generated.add(b.fmt("{s}.ld", .{soname}), script));
        link.addArg("-o");
        return link.addOutputFileArg(soname);
    }

    fn program(make: Maker, name: []const u8, module: *Build.Module) *Compile {
        const exe = make.b.addExecutable(.{
            .name = name,
            .root_module = module,
            // A static program needs nothing of a host with another libc.
            .linkage = if (make.isMusl()) .static else null,
        });
        exe.pie = true;
        exe.lto = .none;
        exe.build_id = .sha1;
        exe.link_gc_sections = true;
        return exe;
    }

    fn tool(
        make: Maker,
        name: []const u8,
        desk: LazyPath,
        layers: Layers,
    ) LazyPath {
        const c = make.linkOnly();
        c.addObjectFile(desk);
        c.addObjectFile(make.qrencode());
        for (layers.inOrder()) |archive| c.addObjectFile(archive);
        return make.program(name, c).getEmittedBin();
    }

    // -------------------------------------------------------------- tests

    fn unitTest(
        make: Maker,
        name: []const u8,
        layers: Layers,
        framework: LazyPath,
    ) *Compile {
        const file = make.b.fmt("test_{s}.c", .{name});
        const dir = make.b.path("tests/unit");
        const c = make.compiled(dir, &.{file}, &test_flags);
        c.addSystemIncludePath(make.cmocka_dir.path(make.b, "include"));
        c.addObjectFile(layers.door);
        for (layers.inOrder()) |archive| c.addObjectFile(archive);
        c.addObjectFile(framework);
        return make.program(make.b.fmt("test_{s}", .{name}), c);
    }
};
