; The installer for Windows. packaging/windows/setup.py writes defines.nsh and calls makensis; see there.
;
;   PhotoFix-setup.exe                    asks for whom: everybody, or the person alone (needs no administrator)
;   PhotoFix-setup.exe /S                 silent; /AllUsers or /CurrentUser says for whom, /D=FOLDER where to
;   Uninstall.exe /S                      silent, too
;
; Settings, presets and models of the person's own stay when PhotoFix is taken out.

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include defines.nsh

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "PhotoFix"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\PhotoFix"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\PhotoFix"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Mode"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh
!include WinVer.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\PhotoFix"
!define PROGRAM "$INSTDIR\photofix-window.exe"
!define ID "PhotoFix.Picture"

Name "PhotoFix"
OutFile "${OUT}"
BrandingText "PhotoFix ${VERSION}"
VIProductVersion "${VERSION_OF_FOUR}"
VIAddVersionKey ProductName "PhotoFix"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "PhotoFix setup"
VIAddVersionKey CompanyName "${MAKER}"
VIAddVersionKey LegalCopyright "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "Open PhotoFix"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENSE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "PhotoFix needs Windows 10 or newer, 64 bit." /SD IDOK
    Abort
  ${EndIf}
  SetRegView 64
  !insertmacro MULTIUSER_INIT
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

; What one version put there and the next does not must not stay.
!macro TakeOut UN
Function ${UN}TakeOut
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\photofix.exe"
  Delete "$INSTDIR\photofix-window.exe"
  Delete "$INSTDIR\LICENSE.txt"
FunctionEnd
!macroend
!insertmacro TakeOut ""
!insertmacro TakeOut "un."

Section "PhotoFix" SectionProgram
  SectionIn RO
  Call TakeOut
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  File "/oname=LICENSE.txt" "${LICENSE}"
  WriteUninstaller "$INSTDIR\Uninstall.exe"

  WriteRegStr SHCTX "Software\PhotoFix" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "Software\PhotoFix" "Mode" "$MultiUser.InstallMode"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "PhotoFix"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "${PROGRAM}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${MAKER}"
  WriteRegStr SHCTX "${UNINSTALL}" "URLInfoAbout" "${HOME}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\Uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"

  ; "photofix" in a terminal and in the Run window.
  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\photofix.exe" "" "$INSTDIR\photofix.exe"
  CreateShortcut "$SMPROGRAMS\PhotoFix.lnk" "${PROGRAM}" "" "${PROGRAM}" 0
SectionEnd

Section "Offer PhotoFix to open pictures with" SectionAssociations
  WriteRegStr SHCTX "Software\Classes\${ID}" "" "Picture"
  WriteRegStr SHCTX "Software\Classes\${ID}\DefaultIcon" "" "${PROGRAM},0"
  WriteRegStr SHCTX "Software\Classes\${ID}\shell\open\command" "" '"${PROGRAM}" "%1"'
  WriteRegStr SHCTX "Software\PhotoFix\Capabilities" "ApplicationName" "PhotoFix"
  WriteRegStr SHCTX "Software\PhotoFix\Capabilities" "ApplicationDescription" "${SUMMARY}"
  WriteRegStr SHCTX "Software\RegisteredApplications" "PhotoFix" "Software\PhotoFix\Capabilities"
  WriteRegStr SHCTX "Software\Classes\Applications\photofix-window.exe" "FriendlyAppName" "PhotoFix"
  WriteRegStr SHCTX "Software\Classes\Applications\photofix-window.exe\shell\open\command" "" '"${PROGRAM}" "%1"'
  ; It is offered under "Open with"; what opens a picture by a double click stays as the person has it.
  !macro Associate SUFFIX
    WriteRegStr SHCTX "Software\Classes\.${SUFFIX}\OpenWithProgids" "${ID}" ""
    WriteRegStr SHCTX "Software\PhotoFix\Capabilities\FileAssociations" ".${SUFFIX}" "${ID}"
    WriteRegStr SHCTX "Software\Classes\Applications\photofix-window.exe\SupportedTypes" ".${SUFFIX}" ""
  !macroend
  !insertmacro ForEachSuffix Associate
  ${RefreshShellIcons}
SectionEnd

Section "“Edit with PhotoFix” in the menu of pictures" SectionMenu
  !macro Menu SUFFIX
    WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${SUFFIX}\shell\PhotoFix" "" "Edit with PhotoFix"
    WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${SUFFIX}\shell\PhotoFix" "Icon" "${PROGRAM},0"
    WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${SUFFIX}\shell\PhotoFix" "MultiSelectModel" "Player"
    WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\.${SUFFIX}\shell\PhotoFix\command" "" '"${PROGRAM}" "%1"'
  !macroend
  !insertmacro ForEachSuffix Menu
SectionEnd

Section /o "Shortcut on the desktop" SectionDesktop
  CreateShortcut "$DESKTOP\PhotoFix.lnk" "${PROGRAM}" "" "${PROGRAM}" 0
SectionEnd

LangString ABOUT_PROGRAM ${LANG_ENGLISH} "The editor and the command line."
LangString ABOUT_ASSOCIATIONS ${LANG_ENGLISH} "PhotoFix stands under “Open with”. What opens a picture by a double click stays as it is."
LangString ABOUT_MENU ${LANG_ENGLISH} "A right click on a picture offers to edit it."
LangString ABOUT_DESKTOP ${LANG_ENGLISH} "An icon on the desktop."
!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} $(ABOUT_PROGRAM)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionAssociations} $(ABOUT_ASSOCIATIONS)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionMenu} $(ABOUT_MENU)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} $(ABOUT_DESKTOP)
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Section "Uninstall"
  Call un.TakeOut
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\PhotoFix.lnk"
  Delete "$DESKTOP\PhotoFix.lnk"
  !macro Forget SUFFIX
    DeleteRegValue SHCTX "Software\Classes\.${SUFFIX}\OpenWithProgids" "${ID}"
    DeleteRegKey SHCTX "Software\Classes\SystemFileAssociations\.${SUFFIX}\shell\PhotoFix"
  !macroend
  !insertmacro ForEachSuffix Forget
  DeleteRegKey SHCTX "Software\Classes\${ID}"
  DeleteRegKey SHCTX "Software\Classes\Applications\photofix-window.exe"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\photofix.exe"
  DeleteRegValue SHCTX "Software\RegisteredApplications" "PhotoFix"
  DeleteRegKey SHCTX "Software\PhotoFix"
  DeleteRegKey SHCTX "${UNINSTALL}"
  ${RefreshShellIcons}
SectionEnd
