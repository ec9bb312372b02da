"""The published weights that PhotoFix knows by their checksum: what they are for, whose they are, where they lie.

Nothing here is fetched unless the person asks for it. SHA-256 were taken from public sources that name them together
with the file; each is named in a comment ("pinned by": a program or page that refuses another file). Where none was
found, the entry says so and is not offered for download: a file that cannot be checked is not installed.
"""

from __future__ import annotations

from dataclasses import dataclass

from photofix.core.passport import COLORIZATION, FACE_RESTORATION, INPAINTING, RESTORATION, SUPER_RESOLUTION

NO_CHECKSUM = "no checksum was published"
NO_ADDRESS = "its authors publish it where no program can fetch it"


@dataclass(frozen=True)
class Published:
    """One published weights file.

    id: its name in commands. name: of the file. address: of the file itself; empty if there is none that a program can
    fetch. bytes: its size, 0 if not known. sha256: None if none was found published. commercial: may the weights and
    what they make be used commercially, by their licence; None where the licence allows it but what they were trained
    on leaves it in doubt. source: the page of those who made it.
    """

    id: str
    title: str
    purpose: str
    name: str
    address: str
    bytes: int
    sha256: str | None
    licence: str
    commercial: bool | None
    training_data: str
    source: str

    @property
    def withheld(self) -> str:
        """Why it is not offered for download: it cannot be checked, or not be fetched. Empty if it is offered."""
        if self.sha256 is None:
            return NO_CHECKSUM
        return "" if self.address else NO_ADDRESS


_ESRGAN = "https://github.com/xinntao/Real-ESRGAN"
_SWINIR = "https://github.com/JingyunLiang/SwinIR"
_KAIR = "https://github.com/cszn/KAIR/releases/download/v1.0"
_LAMA = "https://github.com/Sanster/models/releases/download"
_HUB = "https://huggingface.co"

CATALOGUE: tuple[Published, ...] = (
    # Pinned by the Arch Linux package realesrgan-model and by many public model tables, with its size.
    Published(
        id="realesrgan-x4plus",
        title="Real-ESRGAN x4plus",
        purpose=SUPER_RESOLUTION,
        name="RealESRGAN_x4plus.pth",
        address=f"{_ESRGAN}/releases/download/v0.1.0/RealESRGAN_x4plus.pth",
        bytes=67_040_989,
        sha256="4fa0d38905f75ac06eb49a7951b426670021be3018265fd191d2125df9d682f1",
        licence="BSD-3-Clause",
        commercial=True,
        training_data="DIV2K, Flickr2K and OutdoorSceneTraining, degraded",
        source=_ESRGAN,
    ),
    # Pinned, with its size, by several public model tables (4,885,111 bytes).
    Published(
        id="realesr-general-x4v3",
        title="Real-ESRGAN general x4v3",
        purpose=SUPER_RESOLUTION,
        name="realesr-general-x4v3.pth",
        address=f"{_ESRGAN}/releases/download/v0.2.5.0/realesr-general-x4v3.pth",
        bytes=4_885_111,
        sha256="8dc7edb9ac80ccdc30c3a5dca6616509367f05fbc184ad95b731f05bece96292",
        licence="BSD-3-Clause",
        commercial=True,
        training_data="not stated by its authors",
        source=_ESRGAN,
    ),
    # Pinned by the Arch Linux package realesrgan-model and by mangadex-downloader; size by a Civitai listing.
    Published(
        id="realesrgan-x4plus-anime",
        title="Real-ESRGAN x4plus anime 6B",
        purpose=SUPER_RESOLUTION,
        name="RealESRGAN_x4plus_anime_6B.pth",
        address=f"{_ESRGAN}/releases/download/v0.2.2.4/RealESRGAN_x4plus_anime_6B.pth",
        bytes=17_938_799,
        sha256="f872d837d3c90ed2e05227bed711af5671a6fd1c9f7d7e91c911a61f155e99da",
        licence="BSD-3-Clause",
        commercial=True,
        training_data="drawings, not stated by its authors",
        source=_ESRGAN,
    ),
    # Pinned, with its size, by public model tables (67,129,861 bytes).
    Published(
        id="swinir-m-real-x4",
        title="SwinIR-M for real photos x4",
        purpose=SUPER_RESOLUTION,
        name="003_realSR_BSRGAN_DFO_s64w8_SwinIR-M_x4_GAN.pth",
        address=f"{_SWINIR}/releases/download/v0.0/003_realSR_BSRGAN_DFO_s64w8_SwinIR-M_x4_GAN.pth",
        bytes=67_129_861,
        sha256="b9afb61e65e04eb7f8aba5095d070bbe9af28df76acd0c9405aeb33b814bcfc6",
        licence="Apache-2.0",
        commercial=True,
        training_data="DIV2K, Flickr2K and OutdoorSceneTraining, degraded",
        source=_SWINIR,
    ),
    # Pinned by StabilityMatrix (SwinIR_4x.pth) and, with its size, by public model tables.
    Published(
        id="swinir-l-real-x4",
        title="SwinIR-L for real photos x4",
        purpose=SUPER_RESOLUTION,
        name="003_realSR_BSRGAN_DFOWMFC_s64w8_SwinIR-L_x4_GAN.pth",
        address=f"{_SWINIR}/releases/download/v0.0/003_realSR_BSRGAN_DFOWMFC_s64w8_SwinIR-L_x4_GAN.pth",
        bytes=142_473_939,
        sha256="99adfa91350a84c99e946c1eb3d8fce34bc28f57d807b09dc8fe40a316328c0a",
        licence="Apache-2.0",
        commercial=True,
        training_data="DIV2K, Flickr2K, OST, WED, FFHQ, Manga109 and SCUT-CTW1500, degraded",
        source=_SWINIR,
    ),
    # Pinned by ccrestoration (HAT_Real_GAN_sharper_4x) and, for this very address, by the Nix package of the Krita
    # plug-in krita-ai-diffusion (sha256-WAC2cTYAbrjKs7TtfI1ztqGVuxjmzHCbZ0+aoGnAAnE=). The authors' own copy lies on a
    # drive that no program can fetch from.
    Published(
        id="hat-real-sharper-x4",
        title="HAT for real photos, sharper, x4",
        purpose=SUPER_RESOLUTION,
        name="Real_HAT_GAN_sharper.pth",
        address=f"{_HUB}/Acly/hat/resolve/main/Real_HAT_GAN_sharper.pth",
        bytes=170_277_017,
        sha256="5800b67136006eb8cab3b4ed7c8d73b6a195bb18e6cc709b674f9aa069c00271",
        licence="Apache-2.0",
        commercial=True,
        training_data="not stated by its authors for this file",
        source="https://github.com/XPixelGroup/HAT",
    ),
    # Pinned, with its size, by public model tables that name the KAIR release; also by ccrestoration.
    Published(
        id="scunet-real-psnr",
        title="SCUNet for real noise, faithful",
        purpose=RESTORATION,
        name="scunet_color_real_psnr.pth",
        address=f"{_KAIR}/scunet_color_real_psnr.pth",
        bytes=71_982_841,
        sha256="fa78899ba2caec9d235a900e91d96c689da71c42029230c2028b00f09f809c2e",
        licence="Apache-2.0",
        commercial=True,
        training_data="DIV2K, Flickr2K and WED with synthetic noise",
        source="https://github.com/cszn/SCUNet",
    ),
    # Pinned by ccrestoration (SCUNet_color_real_gan_1x) and by a denoiser's table for the KAIR release. No size found.
    Published(
        id="scunet-real-gan",
        title="SCUNet for real noise, sharp",
        purpose=RESTORATION,
        name="scunet_color_real_gan.pth",
        address=f"{_KAIR}/scunet_color_real_gan.pth",
        bytes=0,
        sha256="892c83f812c59173273b74f4f34a14ecaf57a2fdb68df056664589beb55c966e",
        licence="Apache-2.0",
        commercial=True,
        training_data="DIV2K, Flickr2K and WED with synthetic noise",
        source="https://github.com/cszn/SCUNet",
    ),
    # Pinned, with its size, for this very address and revision (the space of one of the authors); the same hash by
    # tables that name the authors' drive.
    Published(
        id="nafnet-sidd",
        title="NAFNet for camera noise (SIDD)",
        purpose=RESTORATION,
        name="NAFNet-SIDD-width64.pth",
        address=f"{_HUB}/spaces/chuxiaojie/NAFNet/resolve/5964ed4955416df99210106b708e4a2df9e9eca0/"
        "NAFNet-SIDD-width64.pth",
        bytes=464_154_961,
        sha256="cd685efaae01f7c4e9951f2deab05780079c8eb1e49ed664b72f6db04dabb445",
        licence="MIT",
        commercial=True,
        training_data="SIDD: photos of smartphones, noisy and clean",
        source="https://github.com/megvii-research/NAFNet",
    ),
    # Pinned, with its size, for this very address and revision (a copy); the same hash by tables that name the
    # authors' drive.
    Published(
        id="nafnet-gopro",
        title="NAFNet for motion blur (GoPro)",
        purpose=RESTORATION,
        name="NAFNet-GoPro-width64.pth",
        address=f"{_HUB}/mikestealth/nafnet-models/resolve/9526c38b626f6e8ca0c02e4a282859ac84d240a2/"
        "NAFNet-GoPro-width64.pth",
        bytes=271_778_961,
        sha256="329d3ab4077b8d6b7ff61de376e483714667960bf85be027bf4335cda701196f",
        licence="MIT",
        commercial=True,
        training_data="GoPro: frames of videos, blurred and sharp",
        source="https://github.com/megvii-research/NAFNet",
    ),
    # Pinned, with its size, by public model tables for this very address (205,669,692 bytes).
    Published(
        id="big-lama",
        title="big-LaMa",
        purpose=INPAINTING,
        name="big-lama.pt",
        address=f"{_LAMA}/add_big_lama/big-lama.pt",
        bytes=205_669_692,
        sha256="344c77bbcb158f17dd143070d1e789f38a66c04202311ae3a258ef66667a9ea9",
        licence="Apache-2.0",
        commercial=True,
        training_data="Places2",
        source="https://github.com/advimman/lama",
    ),
    # Pinned by a script that fetches it from the authors' drive (folder of migan_512_places2.pt). The licence of the
    # weights is a file of its own in their repository.
    Published(
        id="mi-gan",
        title="MI-GAN 512",
        purpose=INPAINTING,
        name="migan_512_places2.pt",
        address="",
        bytes=0,
        sha256="1d6087eee0aac8923ad2606be5d8caeb4824d3e4de331995e420c74e124a466a",
        licence="MIT",
        commercial=True,
        training_data="Places2",
        source="https://github.com/Picsart-AI-Research/MI-GAN",
    ),
    # IOPaint and others pin an MD5, Koharu a BLAKE3; no SHA-256 was found.
    Published(
        id="mi-gan-traced",
        title="MI-GAN 512 as TorchScript",
        purpose=INPAINTING,
        name="migan_traced.pt",
        address=f"{_LAMA}/migan/migan_traced.pt",
        bytes=0,
        sha256=None,
        licence="MIT",
        commercial=True,
        training_data="Places2",
        source="https://github.com/Picsart-AI-Research/MI-GAN",
    ),
    # Pinned, with its size, by public model tables for this very address and revision.
    Published(
        id="ddcolor",
        title="DDColor",
        purpose=COLORIZATION,
        name="ddcolor_modelscope.pth",
        address=f"{_HUB}/piddnad/DDColor-models/resolve/e9e7b527709c8aeb2f5e1bf701e72fd468a13baa/"
        "ddcolor_modelscope.pth",
        bytes=911_950_059,
        sha256="17c460d7e55b32a598370621d77173be59e03c24b0823f06821db23a50c263ce",
        licence="Apache-2.0",
        commercial=True,
        training_data="ImageNet, cleaned",
        source="https://github.com/piddnad/DDColor",
    ),
    # Pinned, with its size, by many public model tables, among them SwarmUI's face tools. Its licence file names parts
    # under licences that forbid commercial use (StyleGAN2, DFDNet), and FFHQ is CC BY-NC-SA.
    Published(
        id="gfpgan-1.4",
        title="GFPGAN 1.4",
        purpose=FACE_RESTORATION,
        name="GFPGANv1.4.pth",
        address="https://github.com/TencentARC/GFPGAN/releases/download/v1.3.0/GFPGANv1.4.pth",
        bytes=348_632_874,
        sha256="e2cd4703ab14f4d01fd1383a8a8b266f9a5833dacee8e6a79d3bf21a1b6be5ad",
        licence="Apache-2.0, with parts for non-commercial use",
        commercial=None,
        training_data="FFHQ faces (CC BY-NC-SA)",
        source="https://github.com/TencentARC/GFPGAN",
    ),
    # Pinned by a public model table for this very address, with its size.
    Published(
        id="restoreformer",
        title="RestoreFormer",
        purpose=FACE_RESTORATION,
        name="RestoreFormer.pth",
        address="https://github.com/TencentARC/GFPGAN/releases/download/v1.3.0/RestoreFormer.pth",
        bytes=290_785_322,
        sha256="07404d446d62ca3d5ed38b1de09a947a1e77d46dbccec961a74d713a8f24ace0",
        licence="Apache-2.0",
        commercial=None,
        training_data="FFHQ faces (CC BY-NC-SA)",
        source="https://github.com/wzhouxiff/RestoreFormer",
    ),
    # Pinned by SwarmUI's face tools (codeformer-v0.1.0.pth) and many others; size by a table that names the release.
    Published(
        id="codeformer",
        title="CodeFormer",
        purpose=FACE_RESTORATION,
        name="codeformer.pth",
        address="https://github.com/sczhou/CodeFormer/releases/download/v0.1.0/codeformer.pth",
        bytes=376_637_898,
        sha256="1009e537e0c2a07d4cabce6355f53cb66767cd4b4297ec7a4a64ca4b8a5684b7",
        licence="S-Lab License 1.0 (non-commercial)",
        commercial=False,
        training_data="FFHQ faces (CC BY-NC-SA)",
        source="https://github.com/sczhou/CodeFormer",
    ),
)


def known(sha256: str) -> Published | None:
    """The published file with this hash."""
    return next((entry for entry in CATALOGUE if entry.sha256 == sha256), None)
