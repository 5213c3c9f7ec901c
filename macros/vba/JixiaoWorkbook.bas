Attribute VB_Name = "Jixiao"
Option Explicit
' The buttons of the self-evaluation workbook. Each one calls one Python function; nothing is decided here.
' ASCII only: captions live in the sheets, messages in the settings sheet.

Public Sub JixiaoValidate()
    RunButton "validate"
End Sub

Public Sub JixiaoScore()
    RunButton "score"
End Sub

Public Sub JixiaoExportWord()
    RunButton "export_word"
End Sub

Public Sub JixiaoUndoScore()
    RunButton "undo_score"
End Sub

Private Sub RunButton(ByVal FunctionName As String)
#If Mac Then
    MsgBox GetConfig("MSG_MAC"), vbInformation
#Else
    If Not xlwings.FileExists(GetConfig("INTERPRETER_WIN")) Then
        MsgBox GetConfig("MSG_NO_PYTHON"), vbExclamation
        Exit Sub
    End If
    RunPython "from toolkit import buttons; buttons." & FunctionName & "()"
#End If
End Sub
